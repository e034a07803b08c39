"""Makes the HDF5 files in keras/ as h5py 3.7 writes them: python3 keras.py (apt-get install python3-h5py)."""

import json
import zlib

import h5py
import numpy as np


def config(layers):
    return json.dumps({"class_name": "Sequential", "config": {"layers": layers}})


def dense(name):
    return {"class_name": "Dense", "config": {"name": name, "units": 3, "batch_input_shape": [None, 3]}}


def ramp(*shape):
    return (0.5 * np.arange(np.prod(shape), dtype=np.float32) - 3).reshape(shape)


# Numbers in chunks that are packed, a text of variable length, a truth value, and more groups than a table of names holds.
with h5py.File("keras/packed.h5", "w") as file:
    names = [f"dense_{i}" for i in range(20)]
    file.attrs["model_config"] = config([dense(name) for name in names])
    file.attrs["keras_version"] = "2.11.0"
    weights = file.create_group("model_weights")
    weights.attrs["layer_names"] = [name.encode() for name in names]
    for i, name in enumerate(names):
        group = weights.create_group(name)
        group.attrs["weight_names"] = [f"{name}/kernel:0".encode()]
        group.attrs["trainable"] = True
        shape = (40, 30) if i == 0 else (3, 3)
        packing = dict(chunks=(16, 16), compression="gzip", shuffle=True, fletcher32=True) if i == 0 else {}
        group.create_dataset(f"{name}/kernel:0", data=ramp(*shape), **packing)

# The newest layout of headers and groups.
with h5py.File("keras/latest.h5", "w", libver="latest") as file:
    file.attrs["model_config"] = config([dense("dense")])
    group = file.create_group("model_weights/dense")
    file["model_weights"].attrs["layer_names"] = [b"dense"]
    group.attrs["weight_names"] = [b"kernel:0"]
    group.create_dataset("kernel:0", data=ramp(3, 3))

# A chunk of 4 KB whose bytes unpack to 16 MB.
with h5py.File("keras/bomb.h5", "w") as file:
    array = file.create_dataset("w", shape=(1024,), dtype="f4", chunks=(1024,), compression="gzip")
    array.id.write_direct_chunk((0,), zlib.compress(bytes(16 << 20), 9))

# Numbers and groups in other files.
with h5py.File("keras/external-link.h5", "w") as file:
    file["w"] = h5py.ExternalLink("packed.h5", "/model_weights")
with h5py.File("keras/external-data.h5", "w") as file:
    file.create_dataset("w", shape=(4,), dtype="f4", external=[("/etc/passwd", 0, 16)])
layout = h5py.VirtualLayout(shape=(4,), dtype="f4")
layout[:] = h5py.VirtualSource("packed.h5", "w", shape=(4,))
with h5py.File("keras/virtual.h5", "w", libver="latest") as file:
    file.create_virtual_dataset("w", layout)
