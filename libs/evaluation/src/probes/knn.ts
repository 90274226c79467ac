import { temperatureBounds } from '@parallax/learning';
import { checkLabels } from '../features.js';
import { NEIGHBOURS, VOTE_TEMPERATURE, voteOf } from '../knn.js';
import { findNearest, neighboursMemory } from '../nearest.js';
import { pieces } from '../pieces.js';
import type { RowsProbe } from './probe.js';

const parameters = {
  k: {
    about: 'how many neighbours vote; of several each is measured, by one search',
    default: [NEIGHBOURS],
    bounds: { atLeast: 1, atMost: 1e9 },
    integer: true,
    entries: { atLeast: 1, atMost: 16 },
  },
  temperature: {
    about: 'a vote weighs exp(similarity / temperature)',
    default: VOTE_TEMPERATURE,
    bounds: temperatureBounds,
  },
};

/** Each test image has the class for which its nearest training images vote, by cosine similarity. */
export const knn: RowsProbe<typeof parameters> = {
  name: 'knn',
  title: 'kNN',
  about: 'The nearest training images by cosine similarity vote for their class; nothing is trained.',
  paper: 'Wu et al. 2018, Unsupervised feature learning via non-parametric instance discrimination',
  needs: 'rows',
  parameters,
  heldBytes: ({ train, test }, { k }) => ({
    parameter: 'k',
    bytes: neighboursMemory(train, Math.max(...k)) + test * Math.max(...k) * 2 * 4,
  }),
  isDrawn: () => false,

  async *run({ train, trainLabels, test, classes }, { k: ks, temperature }, watch) {
    checkLabels('trainLabels', trainLabels, train.count, classes);
    const nearest = await findNearest({ train, test, k: Math.max(...ks), ...watch });
    for (const k of ks) {
      yield {
        ...(ks.length > 1 && { settings: { k } }),
        async *predict() {
          for await (const range of pieces(test.count, 1000, 'images', { signal: watch.signal })) {
            const { predictions, scores } = voteOf(nearest, range, { k, temperature, labels: trainLabels, classes });
            yield { labels: predictions, probabilities: Float32Array.from(scores) };
          }
        },
      };
    }
  },
};
