import { describe, expect, it } from 'vitest';
import { readVectors } from '../../../readVectors.ts';
import type { ProducerScript } from './producerScript.ts';
import { ScriptPlayer } from './scriptPlayer.ts';

/** Plays the script; each step must come out as Kafka's classes made it, field by field. */
function expectAsInKafka(script: ProducerScript): void {
  const player = new ScriptPlayer(script);
  expect(player.head()).toEqual({ metadataWanted: script.metadataWanted ?? false });
  script.steps.forEach((step, index) => {
    expect(player.play(step), `${script.name ?? script.id} step ${index}`).toEqual(step);
  });
}

describe('the producer on scripts recorded from Kafka', () => {
  for (const script of readVectors<ProducerScript>('producer-cases')) {
    it(`case ${script.name}`, () => expectAsInKafka(script));
  }

  it('random scripts', () => {
    const scripts = readVectors<ProducerScript>('producer-client');
    expect(scripts).toHaveLength(250);
    for (const script of scripts) expectAsInKafka(script);
  });
});
