import { join } from 'node:path';

/** What every Java process of the lab is started with. */
export interface KafkaRuntime {
  readonly javaProgram: string;
  /** The jars. */
  readonly libFolder: string;
  /** Classes as the broker loads them, ready to be mapped; `null`: the jars are read. */
  readonly classArchive: string | null;
  readonly log4jFile: string;
  /** What a formatted folder begins with, besides its meta.properties. */
  readonly bootstrapCheckpoint: string;
}

/** Start-up matters more than peak speed: no second compiler, no parallel collector. */
const LEAN_FLAGS = [
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-XX:-UsePerfData',
  '-XX:+ExitOnOutOfMemoryError',
  '-Djava.awt.headless=true',
  // Else Java 17 writes in the character set of the locale.
  '-Dfile.encoding=UTF-8',
];

/** Flags, class path and main class of a broker or controller. */
export function brokerArguments(
  runtime: KafkaRuntime,
  heapMib: number,
  propertiesFile: string,
): string[] {
  const main = ['kafka.Kafka', propertiesFile];
  return [`-Xmx${heapMib}m`, ...commonArguments(runtime), ...main];
}

/** Flags, class path and main class of one of Kafka's tools: its log goes to standard error. */
export function toolArguments(runtime: KafkaRuntime, main: readonly string[]): string[] {
  const log = ['-Dlab.log.target=SYSTEM_ERR', '-Dlab.log.story=warn'];
  return ['-Xmx128m', ...log, ...commonArguments(runtime), ...main];
}

/** A broker that leaves its classes in `archive` when it ends. */
export function trainingArguments(
  runtime: KafkaRuntime,
  archive: string,
  propertiesFile: string,
): string[] {
  const flags = [`-XX:ArchiveClassesAtExit=${archive}`, '-Xlog:cds=off', '-Xlog:cds+dynamic=off'];
  return [...flags, ...brokerArguments({ ...runtime, classArchive: null }, 192, propertiesFile)];
}

function commonArguments({ libFolder, classArchive, log4jFile }: KafkaRuntime): string[] {
  return [
    ...LEAN_FLAGS,
    ...(classArchive === null
      ? []
      : [
          `-XX:SharedArchiveFile=${classArchive}`,
          // An archive of another Java is ignored: no word of that.
          '-Xlog:cds=off',
          '-Xlog:cds+dynamic=off',
        ]),
    `-Dlog4j2.configurationFile=${log4jFile}`,
    '-cp',
    join(libFolder, '*'),
  ];
}
