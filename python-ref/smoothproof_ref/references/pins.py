"""Environment that makes a reference give the same bits on one x86-64 processor as on another, as far as it can.

TensorFlow was observed to be an exception: on another processor 29 rows differed, within the recorded spread.

Every pin was checked to have an effect; spread() in ``smoothproof_ref.spread`` shows what changes without them.
"""

from __future__ import annotations

import os

NUMERIC: dict[str, str] = {
    # One thread: how a sum is split depends on the number of threads.
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    # One instruction set: kernels, and with them vector widths and fused multiply-adds, are picked by processor.
    "ATEN_CPU_CAPABILITY": "default",
    "MKL_CBWR": "COMPATIBLE",
    "ONEDNN_MAX_CPU_ISA": "SSE41",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "XLA_FLAGS": "--xla_cpu_max_isa=SSE4_2 --xla_cpu_multi_thread_eigen=false",
    "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512_SPR",
    # libm picks exp and log by processor too; the FMA ones round differently.
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX512F",
}
# No GPU, no banner, the same order in printed sets, nothing fetched.
OTHER: dict[str, str] = {
    "CUDA_VISIBLE_DEVICES": "",
    "JAX_PLATFORMS": "cpu",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "PYTHONHASHSEED": "0",
    "GLOG_v": "3",
    "HF_HUB_OFFLINE": "1",
    # Triton's kernels run in its interpreter, tinygrad's in its Python device, both on the CPU without a compiler.
    "TRITON_INTERPRET": "1",
    "DEV": "PYTHON",
    "NOOPT": "1",
    "CACHELEVEL": "0",
}
PINS = NUMERIC | OTHER


def environment(pinned: bool, overrides: dict[str, str] | None = None) -> dict[str, str]:
    """The process environment, with all pins or with none of the numeric ones."""
    env = dict(os.environ)
    for name, value in PINS.items():
        if pinned or name not in NUMERIC:
            env[name] = value
        else:
            env.pop(name, None)
    env.update(overrides or {})
    return env
