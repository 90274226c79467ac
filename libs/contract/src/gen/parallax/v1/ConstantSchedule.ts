// Original file: proto/parallax/v1/schedule.proto


export interface ConstantScheduleInput {
}

export interface ConstantSchedule {
}
