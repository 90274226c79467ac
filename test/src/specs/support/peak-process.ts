// Two steps and a checkpoint of the training that the argument asks for; on stdout the most memory that this process has had, in bytes.
import { readFileSync } from 'node:fs';
import { encodeSafetensors } from '@parallax/blobs';
import type { TrainingSpec } from '@parallax/contract';
import { choosePrecision, initialise, Model, Trainer } from '@parallax/learning';
import { groupsOf, networkOf, resolveTraining } from '@parallax/specs';
import { startEngine } from '@parallax/tensors';
import { images } from '../../parity/formula.js';

startEngine({ threads: 2 });
const training = resolveTraining(JSON.parse(process.argv[2] as string) as TrainingSpec);
const network = networkOf(training);
const groups = groupsOf(training);
const precision = choosePrecision({ asked: training.precision });
const state = initialise(network, training.network.initialisation, 0);
const trainer = new Trainer(new Model(state, { precision, network }), {
  ...{ objective: training.objective, optimiser: training.optimiser, groups, chunk: training.chunk },
});
const views = groups.map((group) => images(training.batch * group.views, group.size, 1));
for (let step = 0; step < 2; step++) trainer.step({ views }).dispose();
encodeSafetensors(trainer.state());
trainer.step({ views }).dispose();
const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
console.log(Number(peak) * 1024);
