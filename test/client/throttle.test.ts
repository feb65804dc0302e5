import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Throttle } from '../../client/src/preview/throttle';

describe('throttle', () => {
  let finish: (() => void)[] = [];
  const task = () => new Promise<void>((resolve) => finish.push(resolve));

  beforeEach(() => {
    finish = [];
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => mock.timers.reset());

  it('answers many requests with one run', () => {
    const throttle = new Throttle(task, 150);
    for (let time = 0; time < 150; time += 10) {
      throttle.request();
      mock.timers.tick(10);
    }
    assert.equal(finish.length, 1);
  });

  it('runs again, once, for what was asked during a run, and never twice at the same time', async () => {
    const throttle = new Throttle(task, 150);
    throttle.request(0);
    mock.timers.tick(0);
    throttle.request();
    throttle.request();
    mock.timers.tick(1000);
    assert.equal(finish.length, 1);
    finish[0]?.();
    await setImmediate();
    mock.timers.tick(149);
    assert.equal(finish.length, 1);
    mock.timers.tick(1);
    assert.equal(finish.length, 2);
    finish[1]?.();
    await setImmediate();
    mock.timers.tick(1000);
    assert.equal(finish.length, 2);
  });

  it('runs nothing once it is disposed', () => {
    const throttle = new Throttle(task, 150);
    throttle.request();
    throttle.dispose();
    throttle.request();
    mock.timers.tick(1000);
    assert.equal(finish.length, 0);
  });
});
