import { ChildGuard } from '../broker/childGuard.ts';
import type { KafkaClient } from '../client/kafkaClient.ts';
import { openKafkaClient } from '../client/openKafkaClient.ts';
import type { MemberSpec } from './memberSpec.ts';

/** Loads the client library that a member is to use. Rejects with KafkaProblem. */
export async function openMemberClient({ client, cacheFolder }: MemberSpec): Promise<KafkaClient> {
  const guard = new ChildGuard();
  try {
    return await openKafkaClient(client, {
      cacheFolder,
      environment: process.env,
      guard,
      signal: undefined,
      onProgress: () => undefined,
    });
  } finally {
    await guard.release();
  }
}
