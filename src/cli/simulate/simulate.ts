import type { ExitCode } from '../exitCode.ts';
import { EXIT } from '../exitCode.ts';
import type { SimulateRequest } from './simulateRequest.ts';

/** Does what `simulate` was asked for and gives the exit code. Rejects with `Misuse`. */
export async function simulate(request: SimulateRequest): Promise<ExitCode> {
  switch (request.type) {
    case 'list':
      return await listShipped();
    case 'run': {
      const { runScenario } = await import('./runScenario.ts');
      return await runScenario(request);
    }
    case 'sweep': {
      const { sweepScenario } = await import('../sweep/sweepScenario.ts');
      return await sweepScenario(request);
    }
  }
}

async function listShipped(): Promise<ExitCode> {
  const [{ listScenarios, renderScenarios, shippedScenariosFolder }, { programCommand }] =
    await Promise.all([import('../listScenarios.ts'), import('../programCommand.ts')]);
  const program = programCommand(process.env, process.argv[1]);
  console.log(renderScenarios(await listScenarios(await shippedScenariosFolder())));
  console.log(
    `\nRun one with:    ${program} rebalance\n` +
      `Your own file:   ${program} mine.yaml\n` +
      `All options:     ${program} --help`,
  );
  return EXIT.holds;
}
