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

    // A file that would not be taken is said before it is sent: what was typed stays where it is.
    addEventListener('change', ({target}) => {
        if (!target.matches('input[type=file][data-most]')) return;
        const {most, tooLarge, empty} = target.dataset;
        const size = target.files[0]?.size ?? 1;
        target.setCustomValidity(size === 0 ? empty : size > Number(most) ? tooLarge : '');
        target.reportValidity();
    });
    // The screen before this one.
    for (const back of document.querySelectorAll('[data-back]')) {
        back.hidden = false;
        back.addEventListener('click', () => history.back());
    }

    const region = document.getElementById('live');
    const feed = document.body.dataset.feed;
    if (!region || !feed || !window.EventSource) return;

    // A commit asks for the fragment again, at most every half second; the field that somebody is
    // in is left alone until she leaves it; what she typed or ticked stays until it is sent.
    let wanted = false;
    let busy = false;
    const in_use = () => {
        const at = document.activeElement;
        return region.contains(at) && at.matches('select, input, textarea');
    };
    // What names a field or a button through a change: the block and the form that it is in.
    const named = (at) => [
        at.tagName,
        at.closest('[data-key]')?.dataset.key,
        ...[...at.form?.querySelectorAll('[type=hidden]') ?? []]
            .filter((each) => each.name !== 'csrf' && each.name !== 'command')
            .map((each) => each.value),
        at.form?.querySelector('button')?.value,
        at.name,
        at.matches('input:not([type=checkbox], [type=radio]), select, textarea') ? '' : at.value,
        at.matches('a, summary') ? at.textContent : '',
    ].join('\n');
    const ticked = (at) => at.matches('[type=checkbox], [type=radio]');
    // After a refusal, what stands in the fields is what she typed before it.
    const refused = document.querySelector('.notice') !== null;
    const touched = (at) => {
        if (refused) return true;
        if (ticked(at)) return at.checked !== at.defaultChecked;
        if (!at.options) return at.value !== at.defaultValue;
        const first = [...at.options].findIndex((each) => each.defaultSelected);
        return at.selectedIndex !== Math.max(first, 0);
    };
    const fields = () => [...region.querySelectorAll('input:not([type=hidden]), select, textarea')];
    const replace = (html) => {
        const open = [...region.querySelectorAll('details[open][data-key]')]
            .map((each) => each.dataset.key);
        const typed = new Map(fields().filter(touched)
            .map((each) => [named(each), ticked(each) ? each.checked : each.value]));
        const at = document.activeElement;
        const focused = region.contains(at) ? named(at) : null;
        region.innerHTML = html;
        for (const each of region.querySelectorAll('details[data-key]')) {
            each.open = open.includes(each.dataset.key);
        }
        for (const each of fields()) {
            const value = typed.get(named(each));
            if (value === undefined) continue;
            if (ticked(each)) each.checked = value;
            else if (!each.options || [...each.options].some((one) => one.value === value)) {
                each.value = value;
            }
        }
        if (focused === null) return;
        [...region.querySelectorAll('a, button, summary')]
            .find((each) => named(each) === focused)?.focus({preventScroll: true});
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
            const html = await answer.text();
            if (in_use()) wanted = true;
            else if (answer.ok) replace(html);
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
