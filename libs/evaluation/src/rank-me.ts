import { Matrix, QrDecomposition, SingularValueDecomposition } from 'ml-matrix';
import { pieces, type Watch } from './pieces.js';

/** ε of the paper, for features in float32. */
const epsilon = 1e-7;

/**
 * RankMe, the effective rank of embeddings (Garrido et al. 2023, "RankMe: Assessing the Downstream Performance of
 * Pretrained Self-Supervised Representations by Their Rank", equations 1 and 2): exp of the entropy of
 * p = σ / ‖σ‖₁ + ε, from 1 to the width.
 *
 * Rows that are all zero have no direction and no entropy: 1, the lowest value, which rows that are all equal also have.
 *
 * @param rows row-major [images, width]
 */
export async function rankMe(rows: Float32Array, width: number, watch: Watch = {}): Promise<number> {
  const values = await singularValues(rows, width, watch);
  const total = values.reduce((sum, value) => sum + value, 0);
  if (total === 0) return 1;
  const entropy = values.reduce((sum, value) => {
    const share = value / total + epsilon;
    return sum - share * Math.log(share);
  }, 0);
  return Math.exp(entropy);
}

/**
 * In float64. R of a QR decomposition has the singular values of the whole matrix, and grows by a piece of rows at a
 * time (Golub & Van Loan, §5.2); unlike the eigenvalues of AᵀA it keeps the small ones accurate.
 */
async function singularValues(rows: Float32Array, width: number, watch: Watch): Promise<number[]> {
  let triangle: number[][] = [];
  for await (const [start, end] of pieces(rows.length / width, Math.max(512, width), 'images', watch)) {
    const added = Array.from({ length: end - start }, (_, row) =>
      Array.from(rows.subarray((start + row) * width, (start + row + 1) * width)),
    );
    const stacked = [...triangle, ...added];
    triangle =
      stacked.length > width ? new QrDecomposition(new Matrix(stacked)).upperTriangularMatrix.to2DArray() : stacked;
  }
  const options = { computeLeftSingularVectors: false, computeRightSingularVectors: false, autoTranspose: true };
  return new SingularValueDecomposition(new Matrix(triangle), options).diagonal;
}
