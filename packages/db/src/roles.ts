/** From least to most: a role may do everything that the ones before it may. */
export const roles = ['viewer', 'operator', 'admin'] as const;

export type Role = (typeof roles)[number];

/** True when `role` may do what `needed` may. */
export function isAtLeast(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}

/** Throws when the text is not a role: rather nobody gets in than somebody with unclear rights. */
export function parseRole(text: string): Role {
  const role = roles.find((known) => known === text);
  if (!role) throw new Error(`"${text}" is not a role. Use one of: ${roles.join(', ')}.`);
  return role;
}
