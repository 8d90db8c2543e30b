import { describe, expect, it } from 'vitest';
import {
  defaultCacheFolder,
  defaultDataFolder,
  usableFolder,
} from '../../../../src/adapters/kafka/broker/labFolders.ts';

describe('default folders', () => {
  it.each([
    [{ HOME: '/home/kim' }, 'linux', '/home/kim/.cache/partition-lab'],
    [{ HOME: '/home/kim', XDG_CACHE_HOME: '/big' }, 'linux', '/big/partition-lab'],
    [{ HOME: '/Users/kim' }, 'darwin', '/Users/kim/Library/Caches/partition-lab'],
  ])('cache: %j on %s', (environment, platform, folder) => {
    expect(defaultCacheFolder(environment, platform)).toBe(folder);
  });

  it.each([
    [{ HOME: '/home/kim' }, 'linux', '/home/kim/.local/state/partition-lab/broker'],
    [{ HOME: '/home/kim', XDG_STATE_HOME: '/s' }, 'linux', '/s/partition-lab/broker'],
    [{ HOME: '/k' }, 'darwin', '/k/Library/Application Support/partition-lab/broker'],
  ])('data: %j on %s', (environment, platform, folder) => {
    expect(defaultDataFolder(environment, platform)).toBe(folder);
  });
});

describe('usableFolder', () => {
  it('takes blanks and other scripts', () => {
    expect(usableFolder('/lab/쿠폰 data', 'the folder')).toBe('/lab/쿠폰 data');
  });

  it.each(['/a,b', '/a:b', '/a*'])('refuses %s: Kafka and Java would split it', (path) => {
    expect(() => usableFolder(path, 'the data folder')).toThrow('the data folder /a');
  });
});
