// Liveness, and a quick way out. Everything works without it: the forms are plain forms, and what
// changes can be had by loading the screen again.
(() => {
    'use strict';

    // Leaving replaces this entry of the history, and hides the screen at once; so does Escape,
    // twice.
    const exit = document.querySelector('[data-exit]');
    if (exit) {
        let escaped_at = -Infinity;
        const leave = (event) => {
            event.preventDefault();
            document.documentElement.hidden = true;
            location.replace(exit.href);
        };
        exit.addEventListener('click', leave);
        addEventListener('keydown', (event) => {
            if (event.key !== 'Escape') return;
            if (event.timeStamp - escaped_at < 1000) leave(event);
            escaped_at = event.timeStamp;
        });
    }

    const region = document.getElementById('live');
    const feed = document.body.dataset.feed;
    if (!region || !feed || !window.EventSource) return;

    // A commit asks for the fragment again, at most every half second; a form that somebody is
    // filling in is left alone until she is done.
    let wanted = false;
    let busy = false;
    const in_use = () => {
        const at = document.activeElement;
        return region.contains(at) && at.matches('select, input, textarea');
    };
    const replace = (html) => {
        const open = [...region.querySelectorAll('details[open][data-key]')]
            .map((each) => each.dataset.key);
        const at = document.activeElement;
        const focused = region.contains(at) && at.closest('[data-key]');
        const key = focused ? focused.dataset.key : null;
        region.innerHTML = html;
        for (const each of region.querySelectorAll('details[data-key]')) {
            each.open = open.includes(each.dataset.key);
            if (each.dataset.key === key) each.querySelector('summary').focus();
        }
    };
    const refresh = async () => {
        if (busy || !wanted || in_use()) return;
        busy = true;
        wanted = false;
        try {
            const address = new URL(location.href);
            address.searchParams.set('fragment', '1');
            address.hash = '';
            const answer = await fetch(address, {cache: 'no-store', redirect: 'error'});
            if (answer.ok) replace(await answer.text());
        } catch {
            wanted = true;
        }
        setTimeout(() => { busy = false; }, 500);
    };
    const want = () => { wanted = true; refresh(); };
    const source = new EventSource(feed);
    for (const name of ['message', 'commit', 'echo', 'reset', 'open']) {
        source.addEventListener(name, want);
    }
    setInterval(refresh, 500);
    setInterval(want, 30000);
})();
