import { describe, expect, test } from 'vitest';
import { isPlausibleInBrazil, parseMapsLink } from './maps-link.ts';

const HERE = { latitude: -20.8197, longitude: -49.3794 };
const PLACE = 'https://www.google.com/maps/place/Rua+das+Ac%C3%A1cias,+383';
const CONTINUE = encodeURIComponent(`${PLACE}/@-20.9,-49.9,17z/data=!8m2!3d-20.8197!4d-49.3794`);

describe('a point is read from', () => {
  test.each([
    [`${PLACE}/@-20.9,-49.9,17z/data=!3m1!4b1!8m2!3d-20.8197!4d-49.3794!16s`],
    ['https://www.google.com/maps/dir/a/b/data=!3d-23.5!4d-46.6!8m2!3d-20.8197!4d-49.3794'],
    ['https://maps.google.com/maps?q=-20.8197,-49.3794'],
    ['https://maps.google.com/maps?q=-20.8197%2C-49.3794&z=17'],
    ['https://maps.google.com/maps?q=-20.8197,+-49.3794'],
    ['https://maps.google.com/?q=loc:-20.8197,-49.3794'],
    ['https://www.google.com/maps/search/?api=1&query=-20.8197,-49.3794'],
    ['https://www.google.com.br/maps/search/?api=1&query=-20.8197%2C-49.3794'],
    ['https://maps.google.com/?ll=-20.8197,-49.3794&z=17'],
    ['https://www.google.com/maps/dir/?api=1&destination=-20.8197,-49.3794'],
    ['https://maps.google.com/maps?saddr=&daddr=-20.8197,-49.3794'],
    ['https://www.google.com/maps/search/-20.8197,+-49.3794?entry=tts'],
    ['https://www.google.com/maps/place/-20.8197,-49.3794'],
    ['https://www.google.com/maps/place/-20.8197,-49.3794/@-20.9,-49.9,17z'],
    [`https://consent.google.com/m?continue=${CONTINUE}&gl=BR`],
    ['www.google.com/maps?q=-20.8197,-49.3794'],
    ['http://maps.google.com/maps?q=-20.8197,-49.3794'],
    ['casa azul https://maps.google.com/maps?q=-20.8197,-49.3794 portão branco'],
    ['-20.8197, -49.3794'],
  ])('%s', (link) => {
    expect(parseMapsLink(link)).toEqual({ kind: 'pin', coordinates: HERE });
  });
});

test('the middle of a map counts as a view, and only where there is no point', () => {
  expect(parseMapsLink('https://www.google.com/maps/@-20.8197,-49.3794,17z')).toEqual({
    ...{ kind: 'view', coordinates: HERE },
  });
});

test('a better pattern that is nonsense gives way to the next', () => {
  const link = 'https://www.google.com/maps/@-20.8197,-49.3794,17z?q=0,0';
  expect(parseMapsLink(link)).toEqual({ kind: 'view', coordinates: HERE });
});

describe('no place in Brazil', () => {
  test.each([
    ['nowhere', 'https://www.google.com/maps?q=0,0'],
    ['Lisbon', 'https://www.google.com/maps?q=38.7077507,-9.1365919'],
    ['latitude and longitude the wrong way about', 'https://maps.google.com/?q=-49.3794,-20.8197'],
  ])('%s', (_, link) => expect(parseMapsLink(link).kind).toBe('implausible'));

  test.each([
    [0, 0, false],
    [-20.8, -49.3, true],
    [5.2, -60.7, true],
    [-33.7, -53.4, true],
    [-34.6, -58.4, false],
    [Number.NaN, -49, false],
  ])('%d, %d: %s', (latitude, longitude, isPlausible) => {
    expect(isPlausibleInBrazil({ latitude, longitude })).toBe(isPlausible);
  });
});

describe('short links are expandable, always over https', () => {
  test.each([
    ['https://maps.app.goo.gl/abc123', 'https://maps.app.goo.gl/abc123'],
    ['http://maps.app.goo.gl/abc123?g_st=aw', 'https://maps.app.goo.gl/abc123?g_st=aw'],
    ['https://goo.gl/maps/xyz', 'https://goo.gl/maps/xyz'],
    ['maps.app.goo.gl/abc123', 'https://maps.app.goo.gl/abc123'],
  ])('%s', (link, url) => expect(parseMapsLink(link)).toEqual({ kind: 'expandable', url }));
});

test.each([
  ['a long address without a point', `${PLACE}?entry=tts`, 'no-coordinates'],
  ['a search for words', 'https://maps.google.com/maps?q=Rua+10,20+centro', 'no-coordinates'],
  ['another short link', 'https://goo.gl/abc', 'foreign'],
  ['another host', 'https://maps.example.test/maps?q=-20.8197,-49.3794', 'foreign'],
  ['a host that only looks like it', 'https://www.google.com.example.test/maps', 'foreign'],
  ['a user in the address', 'https://maps.app.goo.gl@example.test/x', 'none'],
  ['another port', 'https://maps.app.goo.gl:8443/x', 'foreign'],
  ['a private address', 'http://169.254.169.254/latest/meta-data/', 'foreign'],
  ['words', 'em frente à padaria', 'none'],
  ['two whole numbers', '10, 20', 'none'],
  ['a file', 'file:///etc/hosts', 'none'],
  ['nothing', '', 'none'],
])('%s is %s', (_, link, kind) => expect(parseMapsLink(link).kind).toBe(kind));

test('a consent page in a consent page ends', () => {
  let link = `${PLACE}`;
  for (let depth = 0; depth < 9; depth += 1) {
    link = `https://consent.google.com/m?continue=${encodeURIComponent(link)}`;
  }
  expect(parseMapsLink(link).kind).toBe('no-coordinates');
});
