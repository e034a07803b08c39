#!/usr/bin/env python3
"""Writes a software bill of materials in CycloneDX JSON: what a project is built from, all packages below it included.

usage: scripts/sbom.py [PROJECT] > sbom.json     (default: NormSharp.Cli; restore it first)
"""
import base64
import binascii
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main():
    name = sys.argv[1] if len(sys.argv) > 1 else "NormSharp.Cli"
    path = ROOT / "src" / name / "obj" / "project.assets.json"
    if not path.exists():
        sys.exit(f"{path}: not there; run dotnet restore first")
    assets = json.loads(path.read_text())
    target = next(iter(assets["targets"].values()))
    version = assets["project"]["version"]
    components, edges = [], []
    references = {key.split("/")[0].lower(): reference(key, assets["libraries"][key]) for key in target}
    for key in sorted(target):
        library = assets["libraries"][key]
        component = {
            "type": "library",
            "bom-ref": reference(key, library),
            "name": key.split("/")[0],
            "version": key.split("/")[1],
        }
        if library["type"] == "package":
            component["purl"] = reference(key, library)
            component["hashes"] = [{"alg": "SHA-512", "content": digest(library["sha512"])}]
        components.append(component)
        below = [references[other.lower()] for other in target[key].get("dependencies", {}) if other.lower() in references]
        edges.append({"ref": component["bom-ref"], "dependsOn": sorted(below)})
    framework = next(iter(assets["project"]["frameworks"].values()))
    direct = list(framework.get("dependencies", {})) + [
        pathlib.PurePath(other).stem
        for part in assets["project"]["restore"]["frameworks"].values()
        for other in part.get("projectReferences", {})]
    root = f"pkg:nuget/{name}@{version}"
    edges.append({"ref": root, "dependsOn": sorted({references[other.lower()] for other in direct if other.lower() in references})})
    json.dump(
        {
            "bomFormat": "CycloneDX",
            "specVersion": "1.5",
            "version": 1,
            "metadata": {"component": {"type": "application", "bom-ref": root, "name": name, "version": version, "purl": root}},
            "components": components,
            "dependencies": edges,
        },
        sys.stdout,
        indent=2)
    print()


def reference(key, library):
    name, version = key.split("/")
    return f"pkg:nuget/{name}@{version}" if library["type"] == "package" else f"project:{name}@{version}"


def digest(base64_text):
    return binascii.hexlify(base64.b64decode(base64_text)).decode()


if __name__ == "__main__":
    main()
