import { KafkaProblem } from '../../adapters/kafka/broker/kafkaProblem.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';

/** Runs a command; what the user can put right is said in a sentence. Other errors are ours. */
export async function reportKafkaProblem(action: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof KafkaProblem)) throw error;
    console.error(error.message);
    return error.kind === 'misuse' ? EXIT.misuse : EXIT.unknown;
  }
}
