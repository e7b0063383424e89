/**
 * A PostgreSQL address whose `sslmode` the driver reads as libpq does (PostgreSQL manual, 32.19.3):
 * `require` and `prefer` encrypt without asking who answers, which is what managed databases with a
 * CA of their own hand out; with `sslrootcert` they, as `verify-ca`, ask that CA. The driver alone
 * reads all three as `verify-full`. `verify-full`, `disable`, the driver's own `no-verify` and
 * addresses without a mode stay as they are, as does one that says `uselibpqcompat` itself.
 * A `verify-ca` without a CA stays the stricter `verify-full`.
 */
export function toLibpqMeaning(databaseUrl: string): string {
  const [, query = ''] = databaseUrl.split('?', 2);
  const parameters = new URLSearchParams(query);
  const mode = parameters.get('sslmode') ?? '';
  if (parameters.has('uselibpqcompat')) return databaseUrl;
  const isWeaker = mode === 'require' || mode === 'prefer';
  const asksItsCa = mode === 'verify-ca' && parameters.has('sslrootcert');
  return isWeaker || asksItsCa ? `${databaseUrl}&uselibpqcompat=true` : databaseUrl;
}
