import type { ClaimedDelivery } from '#storage';

/** A message as CloudEvents 1.0 in JSON. It says what everyone, or a party of the case, may know as it is sent. */
export function cloudEventOf(delivery: ClaimedDelivery, publicUrl: string | undefined): object {
  const { eventId, type, kind, subjectId, at, cursor, record, case: moved } = delivery;
  return {
    specversion: '1.0',
    id: eventId,
    source: `${(publicUrl ?? '').replace(/\/$/, '')}/api/v1`,
    type: `duijie.${type}`,
    subject: subjectId,
    time: at.toISOString(),
    datacontenttype: 'application/json',
    data: moved ? { kind, id: subjectId, ...moved } : { kind, id: subjectId, cursor, record },
  };
}
