import type { ErrorCode } from '../../protocol/errorCode.ts';

/** Classes whose names do not follow from the error's name. */
const IRREGULAR: Readonly<Partial<Record<ErrorCode, string>>> = {
  UNKNOWN_SERVER_ERROR: 'UnknownServerException',
  CORRUPT_MESSAGE: 'CorruptRecordException',
  MESSAGE_TOO_LARGE: 'RecordTooLargeException',
  REQUEST_TIMED_OUT: 'TimeoutException',
  NETWORK_EXCEPTION: 'NetworkException',
  OFFSET_METADATA_TOO_LARGE: 'OffsetMetadataTooLarge',
  OUT_OF_ORDER_SEQUENCE_NUMBER: 'OutOfOrderSequenceException',
  DUPLICATE_SEQUENCE_NUMBER: 'DuplicateSequenceException',
  TOPIC_AUTHORIZATION_FAILED: 'TopicAuthorizationException',
  GROUP_AUTHORIZATION_FAILED: 'GroupAuthorizationException',
  CLUSTER_AUTHORIZATION_FAILED: 'ClusterAuthorizationException',
  INVALID_PRODUCER_ID_MAPPING: 'InvalidPidMappingException',
  KAFKA_STORAGE_ERROR: 'KafkaStorageException',
};

/** Simple name of the exception class that Kafka's `Errors` gives for an error code. */
export function exceptionClassName(code: ErrorCode): string {
  const irregular = IRREGULAR[code];
  if (irregular !== undefined) return irregular;
  const words = code.split('_').map((word) => word[0]! + word.slice(1).toLowerCase());
  return `${words.join('')}Exception`;
}
