import { computed, reactive, readonly } from 'vue';
import { carryCsrf, request, whenSignedOut } from '../api/client.js';
import { isMissingRoute, isProblem } from '../api/problem.js';

export type Role = 'enterprise' | 'researcher' | 'broker' | 'operator' | 'auditor';

export interface Account {
  id: string;
  name: string;
  email: string;
  role: Role;
  organization: { id: string; name: string; kind: string };
  locale: 'zh' | 'en';
}
export interface SessionView {
  account: Account;
  csrfToken: string;
  /** Names of the policy's actions, to show or hide pages. */
  can: string[];
}

interface SessionState {
  /** `open`: the service has no accounts, so whoever reaches it is let in. */
  status: 'unknown' | 'open' | 'signed-out' | 'signed-in' | 'unreachable';
  account: Account | null;
  can: string[];
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
    take(await request<SessionView>('GET', '/api/v1/session'));
  } catch (error) {
    if (isMissingRoute(error)) leave('open');
    else if (isProblem(error, 'unreachable') || (isProblem(error) && error.status >= 500)) leave('unreachable');
    else leave('signed-out');
  }
}

export async function signIn(email: string, password: string): Promise<void> {
  take(await request<SessionView>('POST', '/api/v1/session', { email, password }));
}

export async function signOut(): Promise<void> {
  await request('DELETE', '/api/v1/session');
  leave('signed-out');
}

export interface SetUp {
  token: string;
  organizationName: string;
  name: string;
  email: string;
  password: string;
}
/** Makes the operator's account with the one-time token printed at the first start. */
export async function setUp(input: SetUp): Promise<void> {
  take(await request<SessionView>('POST', '/api/v1/setup', input));
}

export const session = readonly(state);
/** The role that decides which pages there are; without accounts everything is open. */
export const role = computed<Role | null>(() => state.account?.role ?? (state.status === 'open' ? 'operator' : null));
