// Stands for n8n: goes on until it is told to end.
import { present } from './present.mjs';

present('n8n');
setInterval(() => {}, 1_000);
