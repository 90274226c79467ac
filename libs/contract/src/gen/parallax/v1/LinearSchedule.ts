// Original file: proto/parallax/v1/schedule.proto


export interface LinearScheduleInput {
}

export interface LinearSchedule {
}
