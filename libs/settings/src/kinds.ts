/** What the value of a variable may be. */
export interface Kind<Value = string> {
  /** The value that a text stands for; undefined where it stands for none. */
  parse(text: string): Value | undefined;
  /** What is wanted, as an error says it after "must". */
  must: string;
  /** Whether a text may hold a secret, also one that stands for no value: then no error shows it. Default false. */
  secret?: boolean;
}

export const text: Kind = { parse: (text) => text, must: 'be a text' };

export const secret: Kind = { ...text, secret: true };

export function choice(...values: string[]): Kind {
  return { parse: (text) => (values.includes(text) ? text : undefined), must: `be one of ${values.join(', ')}` };
}

export function matching(pattern: RegExp, must: string): Kind {
  return { parse: (text) => (pattern.test(text) ? text : undefined), must };
}

export function between(least: number, most: number): Kind<number> {
  return {
    parse(text) {
      const value = Number(text);
      return text.trim() && value >= least && value <= most ? value : undefined;
    },
    must: `be a number from ${least} to ${most}`,
  };
}

export function whole(least: number, most = Number.MAX_SAFE_INTEGER): Kind<number> {
  return {
    parse(text) {
      const value = Number(text);
      return text.trim() && Number.isInteger(value) && value >= least && value <= most ? value : undefined;
    },
    must:
      most < Number.MAX_SAFE_INTEGER ? `be a whole number from ${least} to ${most}` : `be a whole number from ${least}`,
  };
}

export const count = whole(1);

/** Where a process listens. */
export const listener: Kind = {
  parse(text) {
    const [, port] = /^\S+:(\d{1,5})$/.exec(text) ?? [];
    return port !== undefined && Number(port) <= 65_535 ? text : undefined;
  },
  must: 'be host:port, with a port up to 65535',
};

/** Where a client finds a service, as gRPC names it: a host, a port, and before them perhaps a scheme such as `dns:///`. */
export const target: Kind = {
  parse(text) {
    const rest = text.replace(/^(dns|ipv4|ipv6):(\/\/[^/\s]*\/)?|^(unix|unix-abstract):/, '');
    const [, host, , port] = /^(\[[\da-f:.]+\]|[^\s:/]+|\/\S+)(:(\d{1,5}))?$/i.exec(rest) ?? [];
    return host !== undefined && Number(port ?? 0) <= 65_535 ? text : undefined;
  },
  must: 'be a gRPC target such as host:port',
};

export const httpUrl: Kind<URL> = {
  parse: (text) => urlWith(/^https?:$/, text, ({ username, password }) => !username && !password),
  must: 'be http(s)://host[:port], without a user or password',
};

/** That of an S3 endpoint, whose paths are buckets. */
export const httpOrigin: Kind<URL> = {
  parse: (text) => urlWith(/^https?:$/, text, (url) => url.href === `${url.origin}/`),
  must: 'be http(s)://host[:port], without a path, a user or a password',
};

/** Its user and password are percent-encoded: unencoded, a `/`, `#` or `?` would end the host. */
export const natsUrl: Kind<URL> = {
  parse: (text) =>
    urlWith(/^(nats|tls):$/, text, ({ hostname, pathname, search, hash, username, password }) => {
      const bare = /^\/?$/.test(pathname) && !search && !hash;
      return hostname !== '' && bare && isEncoded(username) && isEncoded(password);
    }),
  must: 'be nats://[user:password@]host[:port] or tls://…, with user and password percent-encoded',
  secret: true,
};

function urlWith(protocol: RegExp, text: string, fits: (url: URL) => boolean): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return protocol.test(url.protocol) && fits(url) ? url : undefined;
}

function isEncoded(part: string): boolean {
  try {
    return typeof decodeURIComponent(part) === 'string';
  } catch {
    return false;
  }
}
