import { TestEnvironment } from 'jest-environment-node';

/** onnxruntime checks typed arrays with `instanceof`, so the sandbox must share the outer ones. */
export default class NativeEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, {
      Float32Array,
      Float64Array,
      BigInt64Array,
      BigUint64Array,
      Int32Array,
      Uint8Array,
      ArrayBuffer,
    });
  }
}
