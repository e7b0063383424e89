import { expect, it } from 'vitest';
import { readBarcode } from './read-barcode.ts';

it.each([
  ['an EAN-13 with its right check digit', '4006381333931', '04006381333931'],
  ['the same number padded to fourteen digits', '04006381333931', '04006381333931'],
  ['a UPC-A', '036000291452', '00036000291452'],
  ['the same UPC-A written as EAN-13', '0036000291452', '00036000291452'],
  ['an EAN-8', '96385074', '00000096385074'],
  [
    'an ITF-14 of a case, another number than that of the piece',
    '14006381333938',
    '14006381333938',
  ],
  ['a barcode with blanks', ' 4006381 333931 ', '04006381333931'],
])('reads %s', (_, text, gtin) => {
  expect(readBarcode(text)).toBe(gtin);
});

it.each([
  ['a wrong check digit', '4006381333932'],
  ['a weight label, which starts with 2', '2100001000004'],
  ['a weight label of the UPC kind', '020000100004'],
  ['an in-store EAN-8', '20123451'],
  ['too few digits', '400638133393'.slice(0, 11)],
  ['letters', '40063813339AB'],
  ['nothing', ''],
  ['zeros', '0000000000000'],
])('knows no product for %s', (_, text) => {
  expect(readBarcode(text)).toBeUndefined();
});
