declare module 'seedrandom/lib/alea.js' {
  /** Johannes Baagøe's Alea, seeded by text: uniform doubles in [0, 1). */
  export default function alea(seed: string): () => number;
}
