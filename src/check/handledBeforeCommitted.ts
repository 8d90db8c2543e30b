import { countOf, formatMoment, nameRecords } from './formatMoment.ts';
import { LISTED_FINDINGS } from './findings.ts';
import type { EarlyCommit, GroupReading } from './track/groupReading.ts';
import type { RunTrack } from './track/runTrack.ts';
import type { Finding, Verdict } from './verdict.ts';

/**
 * Rule `handled before committed`: an offset is committed only when the records before it are
 * handled, by whomever, or in the dead-letter topic. A commit that runs ahead loses records as soon
 * as the consumer dies in between; where it does not die, only this rule tells.
 */
export class HandledBeforeCommitted {
  private readonly run: RunTrack;

  constructor(run: RunTrack) {
    this.run = run;
  }

  finish(isOver: boolean): Verdict {
    const rule = 'handled before committed';
    const findings: Finding[] = [];
    let findingCount = 0;
    let commitCount = 0;
    for (const { readings } of this.run.partitions) {
      for (const reading of readings) {
        if (reading === undefined) continue;
        commitCount += reading.commitCount;
        findingCount += reading.earlyCommitCount;
        for (const commit of reading.earlyCommits) findings.push(findingOf(reading, commit));
      }
    }
    if (findingCount > 0) {
      const sentence =
        `${countOf(findingCount, 'commit')} of ${commitCount} ran ahead: of records that nobody ` +
        `had handled.`;
      const listed = findings.sort((a, b) => a.atUs - b.atUs).slice(0, LISTED_FINDINGS);
      return { rule, status: 'violated', sentence, findingCount, findings: listed };
    }
    const sentence =
      commitCount === 0
        ? 'Nothing was committed.'
        : `${countOf(commitCount, 'commit')}, none of a record that had not been handled.`;
    return { rule, status: isOver ? 'holds' : 'unknown', sentence, findingCount, findings };
  }
}

function findingOf(reading: GroupReading, commit: EarlyCommit): Finding {
  const { startOffset, endOffset, process, atUs } = commit;
  const { partition, group } = reading;
  const records = nameRecords(partition.name, startOffset, endOffset);
  return {
    sentence:
      `${process} committed ${endOffset} of ${partition.name} in ${group.group} at ` +
      `${formatMoment(atUs)}, when ${records} had not been handled.`,
    atUs,
    processes: [process],
    records: [records],
    requestIds: [],
  };
}
