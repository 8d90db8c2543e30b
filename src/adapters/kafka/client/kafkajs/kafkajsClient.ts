import type {
  KafkaClient,
  RealConsumerOptions,
  RealPublisherOptions,
  RealRequestConsumer,
  RealRequestPublisher,
} from '../kafkaClient.ts';
import { KafkajsRequestConsumer } from './kafkajsRequestConsumer.ts';
import { KafkajsRequestPublisher } from './kafkajsRequestPublisher.ts';

/** The version that package.json pins: the adapter relies on what that one does inside. */
export const KAFKAJS_VERSION = '2.2.4';

/** kafkajs: nothing to install, eager groups only. */
export const kafkajsClient: KafkaClient = {
  name: 'kafkajs',
  version: KAFKAJS_VERSION,
  newConsumer: (options: RealConsumerOptions): RealRequestConsumer =>
    new KafkajsRequestConsumer(options),
  newPublisher: (options: RealPublisherOptions): RealRequestPublisher =>
    new KafkajsRequestPublisher(options),
};
