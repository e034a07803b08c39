"""Makes torchvision.json: how many parameters networks of torchvision have, and the names and shapes of
all their tensors, as a hash of sorted lines such as "conv1.weight 64,3,7,7".
Run with Debian's Python: apt-get install python3-torchvision; /usr/bin/python3 torchvision.py"""
import hashlib
import json
import os
import sys

here = os.path.dirname(os.path.abspath(__file__))
sys.path = [entry for entry in sys.path if os.path.abspath(entry or ".") != here]
import torchvision  # noqa: E402

NAMES = ["resnet18", "resnet34", "resnet50", "vgg11_bn", "vgg16_bn", "mobilenet_v2", "densenet121",
         "shufflenet_v2_x1_0", "efficientnet_b0", "squeezenet1_1"]

result = {}
for name in NAMES:
    model = getattr(torchvision.models, name)(weights=None)
    state = model.state_dict()
    lines = sorted(f"{key} {','.join(map(str, value.shape))}" for key, value in state.items())
    result[name] = {
        "parameters": sum(p.numel() for p in model.parameters()),
        "tensors": len(lines),
        "sha256": hashlib.sha256("".join(line + "\n" for line in lines).encode()).hexdigest(),
    }
with open(os.path.join(here, "torchvision.json"), "w") as file:
    json.dump(result, file, indent=2)
    file.write("\n")
