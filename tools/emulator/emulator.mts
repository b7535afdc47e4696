import { parseArgs } from 'node:util';

import { Emulator } from '../../test/support/emulator/emulator.mts';
import { API_KEY, WEBHOOK_SECRET } from '../../test/support/harness/testBed.mts';
import { untilTold } from '../untilTold.mts';
import { sayRequest } from './sayRequest.mts';

const { values } = parseArgs({ options: { port: { type: 'string', default: '5700' } } });

// Over HTTP, which the node allows on its own machine: over HTTPS, n8n would have to be told to trust it.
const options = { port: Number(values.port), apiKey: API_KEY, webhookSecret: WEBHOOK_SECRET, onRequest: sayRequest };
const emulator = await new Emulator(options).start();
emulator.jobs.duration = 3_000;
console.log(`
The emulated deAPI runs. A credential for it, in an n8n on this machine:
  API Key         ${API_KEY}
  Webhook Secret  ${WEBHOOK_SECRET}
  Client ID       ${emulator.clientId}
  Base URL        ${emulator.url}
The same as n8n's OpenAI credential:
  API Key         ${emulator.gatewayKey}
  Base URL        ${emulator.gatewayUrl}
Press Ctrl+C to stop.
`);
await untilTold();
await emulator.stop();
