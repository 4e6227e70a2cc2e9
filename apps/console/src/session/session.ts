import { computed, reactive, readonly } from 'vue';
import { api, carryCsrf, given, whenSignedOut } from '../api/client.js';
import { isProblem } from '../api/problem.js';
import type { SessionView, SetUp } from '../api/views.js';

export type Account = SessionView['account'];
export type Role = Account['role'];

interface SessionState {
  status: 'unknown' | 'signed-out' | 'signed-in' | 'unreachable';
  account: Account | null;
  can: readonly string[];
}
const state = reactive<SessionState>({ status: 'unknown', account: null, can: [] });

function take(session: SessionView): void {
  Object.assign(state, { status: 'signed-in', account: session.account, can: session.can });
  carryCsrf(session.csrfToken);
}
function leave(status: SessionState['status']): void {
  Object.assign(state, { status, account: null, can: [] });
  carryCsrf(null);
}
whenSignedOut(() => leave('signed-out'));

/** Asks the service who is here. */
export async function resumeSession(): Promise<void> {
  try {
    take(await given(api.GET('/api/v1/session')));
  } catch (error) {
    leave(isProblem(error) && error.status === 401 ? 'signed-out' : 'unreachable');
  }
}

export async function signIn(email: string, password: string): Promise<void> {
  take(await given(api.POST('/api/v1/session', { body: { email, password } })));
}

export async function signOut(): Promise<void> {
  await given(api.DELETE('/api/v1/session'));
  leave('signed-out');
}

/** Every other session of the account ends; this one goes on under a new token. */
export async function changePassword(current: string, next: string): Promise<void> {
  take(await given(api.POST('/api/v1/session/password', { body: { current, next } })));
}

/** Makes the operator's account with the one-time token printed at the first start. */
export async function setUp(body: SetUp): Promise<void> {
  take(await given(api.POST('/api/v1/setup', { body })));
}

export const session = readonly(state);
export const role = computed<Role | null>(() => state.account?.role ?? null);

/** Whether the account has a right, as `create:need`. The service asks again; this keeps dead ends out of the way. */
export const may = (right: string): boolean => state.can.includes(right);
