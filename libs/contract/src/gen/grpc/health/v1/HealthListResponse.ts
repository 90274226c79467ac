// Original file: proto/grpc/health/v1/health.proto

import type { HealthCheckResponseInput as _grpc_health_v1_HealthCheckResponseInput, HealthCheckResponse as _grpc_health_v1_HealthCheckResponse } from '../../../grpc/health/v1/HealthCheckResponse.js';

export interface HealthListResponseInput {
  'statuses'?: ({[key: string]: _grpc_health_v1_HealthCheckResponseInput});
}

export interface HealthListResponse {
  'statuses'?: ({[key: string]: _grpc_health_v1_HealthCheckResponse});
}
