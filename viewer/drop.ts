/**
 * The page that reads captures itself. The same script is the page and, in a worker that the page makes of it, the decoder: so
 * nothing has to be fetched, and where no worker may run, the page can decode as well.
 */
import { serve } from '../src/browser/serve.ts';
import { startPage } from './drop/start.ts';

if (typeof document === 'undefined') serve(globalThis);
else startPage(document.currentScript?.textContent ?? null);
