import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ReplayProblem } from './replayProblem.ts';

const NAME = 'kafkaMember.js';

/**
 * The bundled program of a process of a run: beside us in an installed package, in `dist` of a
 * checkout. Throws ReplayProblem: it was not built.
 */
export function memberProgram(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    for (const path of [join(folder, NAME), join(folder, 'dist', NAME)]) {
      if (existsSync(path)) return path;
    }
    if (dirname(folder) === folder)
      throw new ReplayProblem('unable', `${NAME} of this package is missing: run npm run build`);
  }
}
