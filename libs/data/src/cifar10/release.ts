/** CIFAR-10 as it was released (Krizhevsky 2009, "Learning multiple layers of features from tiny images"). */
export const release = {
  name: 'cifar10',
  /** What `datasetDigest` says of all of it. */
  sha256: '80387ddb9a0edf3fc4a964ee3770296169bb26a651050df20035579673099660',
  height: 32,
  width: 32,
  classes: ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
  splits: {
    train: {
      count: 50_000,
      batches: ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5'],
      /** Of the decoded arrays: uint8 [count, 32, 32, 3] and uint8 [count]. */
      sha256: {
        images: '47af8b02cfcfb6cdf3dbbd1969ad7f1b70f4413f6f80f437b020ee4e5bc8304a',
        labels: '2b7cd2f24487317614016b72ffd53071c3062f592f0eb300c18a770d41ae1253',
      },
    },
    test: {
      count: 10_000,
      batches: ['test_batch'],
      sha256: {
        images: 'f9b1e2130bab680db56eb06d886f7f1ad0f1183907ceff4659d1735c890f5b04',
        labels: 'cec8a24a1e92aa2ecaa0bbd3dbfa86bf6cd8759fbd209a832824c8cf0afca9d5',
      },
    },
  },
} as const;

/** A part of a split as the release's files have it. */
export interface Batch {
  count: number;
  /** uint8 [count, 32, 32, 3]. */
  images: Uint8Array;
  /** uint8 [count]. */
  labels: Uint8Array;
}

export const pixels = release.height * release.width;
export const imageBytes = pixels * 3;
