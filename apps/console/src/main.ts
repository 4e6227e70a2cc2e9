import { createApp } from 'vue';
import AppShell from './layout/app-shell.vue';
import { i18n, startInKeptLocale } from './i18n/i18n.js';
import { router } from './router.js';
import './styles/element.css';
import './styles/theme.css';
import './styles/base.css';

// The service was updated while this page was open, and what it wants to load next is gone.
window.addEventListener('vite:preloadError', () => location.reload());

startInKeptLocale();
createApp(AppShell).use(i18n).use(router).mount('#app');
