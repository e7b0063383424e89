import { expect, it } from 'vitest';
import { onecBitrix24Settings, onecFallbacks, toOnecSettings } from './settings.ts';

const REF = '5D1F0A52-8C11-11F1-9D2E-0050560A1C01';

it('compares references in lower case, however a person has written them', () => {
  const settings = toOnecSettings([
    { key: 'organisation', value: REF },
    { key: 'stockWarehouses', value: [REF] },
    { key: 'storeByWarehouse', value: { [REF]: '7' } },
  ]);
  const ref = REF.toLowerCase();
  expect(settings).toMatchObject({
    ...{ organisation: ref, stockWarehouses: [ref], storeByWarehouse: { [ref]: '7' } },
  });
});

it('takes the fallback for a row that its schema refuses, and knows every key', () => {
  const rows = [
    { key: 'documentDate', value: 'tomorrow' },
    { key: 'paymentField', value: 'Способ оплаты' },
    { key: 'nobody', value: 1 },
  ];
  expect(toOnecSettings(rows)).toEqual(onecFallbacks);
  const said = onecBitrix24Settings.filter(({ purpose }) => purpose !== '');
  expect(said.map(({ key }) => key).toSorted()).toEqual(Object.keys(onecFallbacks).toSorted());
});

it.each(['auto', 'СпособОплаты', null])('takes %s for the field of the payment', (value) => {
  expect(toOnecSettings([{ key: 'paymentField', value }]).paymentField).toBe(value);
});
