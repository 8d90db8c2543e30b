import { expect, it } from 'vitest';
import { ReportFolderError, asReportFolderError } from '../../src/report/reportFolderError.ts';

it('asReportFolderError: plain words for errors of the file system, others as they are', () => {
  const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: 'write' });
  const told = asReportFolderError('reports/x', full) as ReportFolderError;
  expect(told).toBeInstanceOf(ReportFolderError);
  expect(told.message).toBe('reports/x cannot be written: no space left on the disk');
  expect(told.cause).toBe(full);
  const bug = new TypeError('x');
  expect(asReportFolderError('reports/x', bug)).toBe(bug);
});
