/**
 * How the history ends. `drained`: everything came to rest; `deadline`: it did not in time;
 * `interrupted`: by hand; `cut`: the history does not tell.
 */
export type RunEnd = 'drained' | 'deadline' | 'interrupted' | 'cut';
