import { describe, expect, it } from 'vitest';
import { parseRedisAddress } from './redis-address.ts';

describe('REDIS_URL', () => {
  it('names a single server', () => {
    expect(parseRedisAddress('rediss://:pw@redis.local:6380/2')).toEqual({
      form: 'single',
      url: 'rediss://:pw@redis.local:6380/2',
    });
  });

  it('names Sentinels, their master and a database', () => {
    expect(parseRedisAddress('redis+sentinel://user:p%40w@s1:26379,s2/ponte/3')).toEqual({
      form: 'sentinel',
      hosts: [
        { host: 's1', port: 26379 },
        { host: 's2', port: 6379 },
      ],
      master: 'ponte',
      db: 3,
      username: 'user',
      password: 'p@w',
      isTls: false,
    });
  });

  it('names the nodes of a Cluster, with TLS', () => {
    expect(parseRedisAddress('rediss+cluster://n1:7000,[::1]:7001')).toEqual({
      form: 'cluster',
      hosts: [
        { host: 'n1', port: 7000 },
        { host: '::1', port: 7001 },
      ],
      isTls: true,
    });
  });

  it.each(['http://x', 'redis+sentinel://s1:26379', 'redis+cluster://n1:7000,', 'redis:', ''])(
    'refuses %s with the forms that exist and without the value',
    (url) => {
      expect(() => parseRedisAddress(url)).toThrow(/Use redis:\/\/host:port/);
    },
  );

  it('never repeats a password', () => {
    expect(() => parseRedisAddress('redis+sentinel://u:hidden@s1')).toThrow(
      expect.not.stringContaining('hidden') as Error,
    );
  });
});
