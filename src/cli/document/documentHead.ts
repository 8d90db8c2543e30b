import { MODELLED_KAFKA_VERSION } from '../../scenario/runOnSimulator.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { productVersion } from '../productVersion.ts';

/** What every JSON document of `simulate` begins with, after its own name and version. */
export interface DocumentHead {
  /** Version of this product. */
  readonly productVersion: string;
  readonly kafkaVersion: string;
  readonly scenario: { readonly path: string; readonly title: string };
}

/** The head of a document on this scenario. */
export function newDocumentHead({ path, title }: Scenario): DocumentHead {
  return { productVersion, kafkaVersion: MODELLED_KAFKA_VERSION, scenario: { path, title } };
}
