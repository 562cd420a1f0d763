"""Outputs of a real file-type classifier: Magika's standard_v3_3 (1.0.3, Apache-2.0), 214 classes.

The files are ones that locked wheels install, so they are the same on every machine; their true types are known from
what they are. Features are Magika's own; the network (model.onnx in the wheel) ends in a softmax, so logits are the
logarithms of its probabilities: log-softmax leaves them where they are.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

import numpy as np

from .record import Record

# distribution, path in its wheel, Magika's label for what the file is
FILES: tuple[tuple[str, str, str], ...] = (
    ("keras", "keras/src/losses/loss.py", "python"),
    ("scikit-learn", "sklearn/svm/src/liblinear/tron.cpp", "cpp"),
    ("scikit-learn", "sklearn/datasets/data/iris.csv", "csv"),
    ("torch", "torch/share/cmake/Torch/TorchConfig.cmake", "cmake"),
    ("scipy", "scipy/special/tests/data/gsl.npz", "npz"),
    ("scipy", "scipy/stats/tests/data/jf_skew_t_gamlss_pdf_data.npy", "npy"),
    ("scipy", "scipy/io/tests/data/test-44100Hz-2ch-32bit-float-le.wav", "wav"),
    ("scipy", "scipy/ndimage/tests/dots.png", "png"),
    ("scikit-learn", "sklearn/datasets/images/china.jpg", "jpeg"),
    ("scikit-learn", "sklearn/datasets/tests/data/openml/id_61/data-v1-dl-61.arff.gz", "gzip"),
    ("scikit-learn", "sklearn/datasets/descr/iris.rst", "rst"),
    ("scikit-learn", "sklearn/utils/_repr_html/estimator.js", "javascript"),
    ("scikit-learn", "sklearn/utils/_repr_html/features.css", "css"),
    ("magika", "magika/models/standard_v3_3/config.min.json", "json"),
    ("magika", "magika/models/standard_v3_3/README.md", "markdown"),
    ("magika", "magika/models/standard_v3_3/model.onnx", "onnx"),
    ("torch", "torchgen/packaged/ATen/native/tags.yaml", "yaml"),
    ("certifi", "certifi/cacert.pem", "pem"),
    ("setuptools", "setuptools/cli-32.exe", "pebin"),
    ("pillow", "PIL/_imagingcms.cpython-311-x86_64-linux-gnu.so", "elf"),
    ("h5py", "h5py/tests/data_files/vlen_string_dset.h5", "h5"),
    ("networkx", "networkx/algorithms/flow/tests/gl1.gpickle.bz2", "bzip"),
    ("sympy", "sympy/utilities/mathml/data/simple_mmlctop.xsl", "xml"),
)
# ONNX Runtime picks kernels by processor; log p of the least likely classes moves most.
ALLOWED_SPREAD = 1e-3


def _located(distribution: str, path: str) -> Path:
    return Path(metadata.distribution(distribution).locate_file(path))


def _probabilities(model, files: Sequence[Path]) -> np.ndarray:
    """The network's output on Magika's own features of each file."""
    from magika.types.seekable import Seekable

    config = model._model_config
    features = []
    for path in files:
        extracted = model._extract_features_from_seekable(
            Seekable(io.BytesIO(path.read_bytes())),
            config.beg_size,
            config.mid_size,
            config.end_size,
            config.padding_token,
            config.block_size,
            config.use_inputs_at_offsets,
        )
        features.append((path, extracted))
    return np.array(model._get_raw_predictions(features), dtype=np.float32)


def record() -> Record:
    """logits [23, 214] = log p, target [23] = the class of what each file is."""
    from magika import Magika

    model = Magika()
    labels = list(model._target_labels_space)
    paths = [_located(distribution, path) for distribution, path, _ in FILES]
    with np.errstate(divide="ignore"):
        logits = np.log(_probabilities(model, paths))
    return {
        "logits": logits,
        "target": np.array([labels.index(label) for _, _, label in FILES], dtype=np.int64),
        "about": {
            "what": "log-probabilities of Magika's file-type classifier on files from locked wheels",
            "package": f"magika {metadata.version('magika')}",
            "licence": "Apache-2.0",
            "model": model.get_model_name(),
            "modelSha256": hashlib.sha256(Path(model._model_path).read_bytes()).hexdigest(),
            "classes": labels,
            "files": [
                {
                    "package": f"{distribution} {metadata.version(distribution)}",
                    "path": path,
                    "sha256": hashlib.sha256(located.read_bytes()).hexdigest(),
                    "label": label,
                }
                for (distribution, path, label), located in zip(FILES, paths, strict=True)
            ],
        },
    }
