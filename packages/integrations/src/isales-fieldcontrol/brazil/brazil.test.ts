import { describe, expect, test } from 'vitest';
import { findMunicipality, findMunicipalityByCode } from './find-municipality.ts';
import { readCep } from './read-cep.ts';
import { readDocument } from './read-document.ts';
import { readLocalTime } from './read-local-time.ts';
import { readMoney } from './read-money.ts';
import { readPhone } from './read-phone.ts';
import { readState } from './read-state.ts';

describe('a document', () => {
  test.each([
    ['a bare CPF', '52998224725', '52998224725', 'cpf'],
    ['a CPF with its mask', '529.982.247-25', '52998224725', 'cpf'],
    ['a CPF between blanks', ' 111 444 777 35 ', '11144477735', 'cpf'],
    ['a CNPJ of digits', '11.222.333/0001-81', '11222333000181', 'cnpj'],
    ['a CNPJ with letters', '12ABC34501DE35', '12ABC34501DE35', 'cnpj'],
    ['a CNPJ with letters and mask', '12.ABC.345/01DE-35', '12ABC34501DE35', 'cnpj'],
    ['a CNPJ with small letters', '12.abc.345/01de-35', '12ABC34501DE35', 'cnpj'],
  ])('%s is valid', (_, typed, document, kind) => {
    expect(readDocument(typed)).toEqual({ state: 'valid', document, kind });
  });

  test.each(['39053344705', '16899535009', '86288366757', '71428793860', '15350946056'])(
    'the CPF %s is valid',
    (typed) => expect(readDocument(typed)).toMatchObject({ state: 'valid' }),
  );

  test.each([
    ['wrong digits', '27032236881'],
    ['one digit changed', '52998224726'],
    ['the same digit eleven times', '111.111.111-11'],
    ['the same digit fourteen times', '00000000000000'],
    ['a digit too few', '5299822472'],
    ['wrong digits behind letters', '12ABC34501DE36'],
    ['letters where digits must be', '12ABC34501DEAB'],
    ['what a program that knows no letters leaves of a CNPJ', '123450135'],
    ['a word', 'isento'],
  ])('%s is invalid', (_, typed) => {
    expect(readDocument(typed)).toEqual({ state: 'invalid' });
  });

  test.each([[null], [''], ['  '], ['-'], ['.../-']])('%j is absent', (typed) => {
    expect(readDocument(typed)).toEqual({ state: 'absent' });
  });
});

describe('a phone', () => {
  test.each([
    ['(16) 98888-1234', 'mobile', '16988881234'],
    ['16988881234', 'mobile', '16988881234'],
    ['+55 (16) 98888-1234', 'mobile', '16988881234'],
    ['5516988881234', 'mobile', '16988881234'],
    ['016 98888-1234', 'mobile', '16988881234'],
    ['(016) 98888-1234', 'mobile', '16988881234'],
    ['0xx16 98888-1234', 'mobile', '16988881234'],
    ['16.98888.1234 (Maria)', 'mobile', '16988881234'],
    ['(55) 99999-1234', 'mobile', '55999991234'],
    ['(16) 3333-4444', 'landline', '1633334444'],
    ['16 8888-1234 / 16 98888-1234', 'mobile', '16988881234'],
    ['16 98888-1234 ou 16 3333-4444', 'mobile', '16988881234'],
  ])('%s is a %s', (typed, kind, digits) => {
    const phone = { digits, e164: `+55${digits}` };
    expect(readPhone(typed)).toEqual({ state: 'valid', kind, phone });
  });

  test.each([
    ['(16) 8888-1234', 'old-mobile'],
    ['1688881234', 'old-mobile'],
    ['98888-1234', 'no-area-code'],
    ['3333-4444', 'no-area-code'],
    ['+1 212 555 0100', 'foreign'],
    ['0800 123 4567', 'unreadable'],
    ['(20) 98888-1234', 'unreadable'],
    ['123', 'unreadable'],
    ['não tem', 'unreadable'],
  ])('%s is refused: %s', (typed, reason) => {
    expect(readPhone(typed)).toEqual({ state: 'invalid', reason });
  });

  test.each([[null], [''], [' ']])('%j is absent', (typed) => {
    expect(readPhone(typed)).toEqual({ state: 'absent' });
  });
});

describe('a CEP', () => {
  test.each([
    ['15085-480', '15085480'],
    ['15085480', '15085480'],
    ['01.001-000', '01001000'],
    ['CEP: 15085-480', '15085480'],
    // That nobody has it is the post office's word.
    ['99999-999', '99999999'],
  ])('%s is %s', (typed, cep) => expect(readCep(typed)).toEqual({ state: 'valid', cep }));

  test.each(['0123', '150854800', '00000-000', '00123-456', 'abc'])('%s is invalid', (typed) =>
    expect(readCep(typed)).toEqual({ state: 'invalid' }),
  );

  test('nothing is absent', () => expect(readCep(' ')).toEqual({ state: 'absent' }));
});

describe('a state', () => {
  test.each([
    ['SP', 'SP'],
    ['sp', 'SP'],
    ['São Paulo', 'SP'],
    ['SAO PAULO', 'SP'],
    ['Estado de São Paulo', 'SP'],
    ['Estado do Rio de Janeiro', 'RJ'],
    ['São Paulo - SP', 'SP'],
    ['SP/Brasil', 'SP'],
    ['Paraná', 'PR'],
    ['Distrito Federal', 'DF'],
  ])('%s is %s', (typed, uf) => expect(readState(typed)).toBe(uf));

  test.each([['XX'], ['Brasil'], ['SP/PR'], [''], [null]])('%j is none', (typed) => {
    expect(readState(typed)).toBeNull();
  });
});

describe('a municipality', () => {
  test.each([
    ['São José do Rio Preto', 'SP', '3549805'],
    ['SAO JOSE DO RIO PRETO', 'SP', '3549805'],
    ['Santa Barbara d’Oeste', 'SP', '3545803'],
    ['Goioerê', 'PR', '4108601'],
    ['Blumenau', 'SC', '4202404'],
  ])('%s in %s has the code %s', (cidade, uf, ibge) => {
    expect(findMunicipality(cidade, uf)?.ibge).toBe(ibge);
  });

  test('the same name is another place in another state', () => {
    expect(findMunicipality('Bonito', 'MS')?.ibge).not.toBe(findMunicipality('Bonito', 'PE')?.ibge);
    expect(findMunicipality('Blumenau', 'SP')).toBeUndefined();
    expect(findMunicipality('São Paulo', 'XX')).toBeUndefined();
  });

  test('a code leads back to the name', () => {
    expect(findMunicipalityByCode('3550308')).toEqual({
      ...{ ibge: '3550308', cidade: 'São Paulo', uf: 'SP' },
    });
    expect(findMunicipalityByCode('0000000')).toBeUndefined();
    expect(findMunicipalityByCode('São Paulo')).toBeUndefined();
  });
});

describe('an amount', () => {
  test.each([
    ['28500.00', '28500.00'],
    ['R$ 28.500,00', '28500.00'],
    ['28.500', '28500.00'],
    ['28,500.00', '28500.00'],
    ['28500', '28500.00'],
    ['28500.000', '28500.00'],
    ['1.234.567,8', '1234567.80'],
    ['450,00', '450.00'],
    ['0,5', '0.50'],
    ['0.500', '0.50'],
    ['0,005', '0.01'],
    ['28500,994', '28500.99'],
    ['28500,995', '28501.00'],
    ['0', '0.00'],
    ['9007199254740.93', null],
    ['900719925474.93', '900719925474.93'],
  ])('%s is %s', (typed, amount) => expect(readMoney(typed)).toBe(amount));

  test.each([[null], [''], ['-5'], ['abc'], ['1.2.3'], ['12,34,567'], ['a combinar'], [',']])(
    '%j is none',
    (typed) => expect(readMoney(typed)).toBeNull(),
  );
});

describe('a local time', () => {
  test.each([
    ['2026-03-01 10:00:00', '2026-03-01T13:00:00.000Z'],
    ['2026-03-01T10:00', '2026-03-01T13:00:00.000Z'],
    ['01/03/2026 10:00', '2026-03-01T13:00:00.000Z'],
    ['2026-03-01', '2026-03-01T03:00:00.000Z'],
    ['01/03/2026', '2026-03-01T03:00:00.000Z'],
    // Summer time was last kept in 2019.
    ['2018-01-15 12:00:00', '2018-01-15T14:00:00.000Z'],
    ['2018-11-04 00:30:00', '2018-11-04T03:30:00.000Z'],
    ['2018-02-17 23:30:00', '2018-02-18T01:30:00.000Z'],
    ['2026-03-01T10:00:00Z', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01T10:00:00.000-03:00', '2026-03-01T13:00:00.000Z'],
  ])('%s in São Paulo is %s', (typed, instant) => {
    expect(readLocalTime(typed)?.toISOString()).toBe(instant);
  });

  test.each([
    [null],
    [''],
    ['0000-00-00 00:00:00'],
    ['2026-02-31'],
    ['31/02/2026'],
    ['2026-03-01 25:00:00'],
    ['amanhã'],
  ])('%j is none', (typed) => expect(readLocalTime(typed)).toBeNull());

  test('another zone may be named', () => {
    expect(readLocalTime('2026-03-01 10:00:00', 'America/Manaus')?.toISOString()).toBe(
      '2026-03-01T14:00:00.000Z',
    );
  });
});
