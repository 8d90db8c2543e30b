import { fileErrorText } from '../adapters/node/fileErrorText.ts';

/** A report cannot be written where it was asked for. The message is for the user as it is. */
export class ReportFolderError extends Error {
  override readonly name = 'ReportFolderError';
}

/** The error to be thrown on: in plain words if it is one of the file system. */
export function asReportFolderError(path: string, error: unknown): unknown {
  const words = fileErrorText(error);
  if (words === null) return error;
  return new ReportFolderError(`${path} cannot be written: ${words}`, { cause: error });
}
