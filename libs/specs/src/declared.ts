import { checkParameter, type Declaration, invalidField, type ParameterValue, snakeCase } from '@parallax/errors';

/** One of declared things with values of its parameters, by the name of its message: `{ ntXent: { temperature: 0.5 } }`. */
type Chosen = Record<string, Record<string, ParameterValue>>;

/** The message where it names one of declared things, or else what stands where it names none. */
export function namedOr(declared: Readonly<Record<string, Declaration>>, asked: object, fallback: object): object {
  return Object.entries(asked).some(([key, given]) => Object.hasOwn(declared, key) && given) ? asked : fallback;
}

/**
 * The one of declared things that a message names, with all of its parameters: where it leaves some out, those of `fallback` if that is
 * the same thing, otherwise the declared defaults.
 *
 * @param declared by the names of their messages
 * @param asked its other fields are left aside
 * @throws INVALID_FIELD where it names none or two, or a parameter is out of its bounds
 */
export function resolveDeclared(
  field: string,
  declared: Readonly<Record<string, Declaration>>,
  asked: object,
  fallback: object,
): Chosen {
  const chosen = Object.entries(asked).filter(([key, given]) => Object.hasOwn(declared, key) && given);
  const [[key, given] = ['', {}]] = chosen;
  if (chosen.length !== 1) {
    const known = Object.values(declared).map(({ name }) => name.replaceAll('-', '_'));
    throw invalidField(field, chosen.map(([each]) => each).join(' and '), `must be one of ${known.join(', ')}`);
  }
  const thing = declared[key] as Declaration;
  return { [key]: resolveParameters(field, thing, given, (fallback as Chosen)[key]) };
}

/**
 * All parameters of a declared thing: where a message leaves some out, those of `fallback`, or else the declared defaults.
 *
 * @param field of the message that has this one's
 * @throws INVALID_FIELD where one is out of its bounds
 */
export function resolveParameters(
  field: string,
  { name, parameters }: Declaration,
  given: object,
  fallback: Chosen[string] = {},
): Chosen[string] {
  const values = Object.entries(parameters).map(([parameter, declaration]) => {
    const asked = (given as Partial<Chosen[string]>)[parameter];
    // proto-loader has a list where none was given.
    const isLeftOut = asked === undefined || asked === null || (Array.isArray(asked) && asked.length === 0);
    const value = isLeftOut ? (fallback[parameter] ?? declaration.default) : asked;
    checkParameter(`${field}.${name.replaceAll('-', '_')}.${snakeCase(parameter)}`, value, declaration);
    return [parameter, value];
  });
  return Object.fromEntries(values);
}

/** A message with every field set. */
export type Filled<Message> = { [Field in keyof Required<Message>]: NonNullable<Message[Field]> };

/** proto-loader leaves unset fields out, but a message made by hand may hold them as undefined. */
export function defined<Message extends object>(message: Message | undefined): Partial<Filled<Message>> {
  const entries = Object.entries(message ?? {}).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(entries) as Partial<Filled<Message>>;
}
