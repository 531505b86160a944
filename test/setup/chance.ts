/** Before each file of tests: fast-check draws from the run's seed. */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.FERRY_SEED) });
