/** Known mistakes, each in a file of its name here, kept to prove that the checks see them. */
export type PlantedBugName =
  | 'no-dedupe'
  | 'commit-before-effect'
  | 'check-then-act-stock'
  | 'dedupe-outside-transaction'
  | 'in-memory-dedupe'
  | 'commit-wrong-offset';
