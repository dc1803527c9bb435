// A real OpenID provider (npm oidc-provider) for the tests: any login name, which becomes `sub`.
// argv: port, redirect address, folder of node_modules, JSON of options.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [port, redirect, modules, text] = process.argv.slice(2);
const options = JSON.parse(text);
const require = createRequire(`${modules}/x.js`);
const { Provider, default: Default } = await import(pathToFileURL(require.resolve('oidc-provider')).href);
const issuer = `http://127.0.0.1:${port}`;
const provider = new (Provider ?? Default)(issuer, {
  clients: [{
    client_id: 'duban', client_secret: 'a-secret-of-the-test-only-0123456789', redirect_uris: [redirect],
    grant_types: ['authorization_code'], response_types: ['code'],
  }],
  pkce: { required: () => true },
  claims: { openid: ['sub', 'employee_number'] },
  conformIdTokenClaims: false,
  findAccount: async (_ctx, id) => ({
    accountId: id,
    claims: async () => ({ sub: id, employee_number: `20310${id.length}` }),
  }),
  features: { devInteractions: { enabled: true } },
  cookies: { keys: ['of the test only'] },
  ...options,
});
provider.listen(Number(port), '127.0.0.1', () => console.log('listening'));
