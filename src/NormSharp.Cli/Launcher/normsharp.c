// The command of the native archive for linux-x64: becomes the build that this processor runs best. Native code is compiled for one set of
// instructions, so the archive holds two builds, in lib beside this program. scripts/publish.sh compiles it.
#include <cpuid.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// The runtime's own switches, so that the command computes the same bits as under the just-in-time compiler.
static int is_off(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && strcmp(value, "0") == 0;
}

// Skylake's and Cascade Lake's servers slow their clock down for 512 bits. .NET computes with 256 there.
static int is_throttled(void)
{
    unsigned int eax, ebx, ecx, edx;
    if (!__get_cpuid(0, &eax, &ebx, &ecx, &edx) || ebx != signature_INTEL_ebx)
        return 0;
    return __get_cpuid(1, &eax, &ebx, &ecx, &edx) && ((eax >> 8) & 0xF) == 6 && (((eax >> 4) & 0xF) | ((eax >> 12) & 0xF0)) == 0x55;
}

static int has_avx512(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd")
        && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") && !is_throttled()
        && !is_off("DOTNET_EnableAVX512");
}

static int has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi")
        && __builtin_cpu_supports("bmi2");
}

int main(int argc, char **argv)
{
    (void)argc;
    __builtin_cpu_init();
    if (!has_avx2()) {
        fputs("normsharp: this processor has no AVX2, which the native build needs; install the tool instead: "
              "dotnet tool install NormSharp.Cli\n", stderr);
        return 1;
    }

    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path);
    const char *build = has_avx512() ? "/lib/normsharp-x86-64-v4" : "/lib/normsharp-x86-64-v3";
    while (length > 0 && path[length - 1] != '/')
        length--;
    if (length <= 0 || (size_t)length + strlen(build) > sizeof path) {
        fputs("normsharp: cannot tell where this program lies; is /proc mounted?\n", stderr);
        return 1;
    }

    strcpy(path + length - 1, build);
    execv(path, argv);
    fprintf(stderr, "normsharp: %s cannot be started: %s; unpack the whole archive again\n", path, strerror(errno));
    return 1;
}
