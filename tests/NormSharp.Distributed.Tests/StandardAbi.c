/*
 * A library of MPI's standard binary interface (MPI 5.0, chapter 20), as far as the binding calls it, over the Open MPI or MPICH
 * that is installed: systems do not ship one yet. It is strict: whatever is no handle or number of the standard's is an error, and
 * handles that it makes are never those of the library below. Built by StandardAbi.cs:
 *     cc -shared -fPIC -o libmpi_abi.so.1 StandardAbi.c -ldl
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct { int source, tag, error, internal[5]; } abi_status;

enum { COMM_WORLD = 0x101, ERRORS_ARE_FATAL = 0x141, ERRORS_RETURN = 0x143, REQUEST_NULL = 0x180, BYTE = 0x247 };
enum { THREAD_SINGLE = 0, THREAD_FUNNELED = 1024, THREAD_SERIALIZED = 2048, THREAD_MULTIPLE = 4096 };
enum { ERR_TYPE = 3, ERR_COMM = 5, ERR_REQUEST = 7, ERR_ARG = 13, BELOW = 0x1000 };
enum { COMMS = 64, REQUESTS = 4096, FIRST_COMM = 0x10001, FIRST_REQUEST = 0x20003, STRIDE = 8 };

static void *below;
static int is_open_mpi;
static intptr_t comms[COMMS], requests[REQUESTS];
static int comm_count;

static void *function(const char *name)
{
    if (!below)
    {
        is_open_mpi = getenv("OMPI_COMM_WORLD_SIZE") != NULL;
        below = dlopen(is_open_mpi ? "libmpi.so.40" : "libmpich.so.12", RTLD_NOW | RTLD_GLOBAL);
        if (!below)
        {
            fprintf(stderr, "StandardAbi.c: %s\n", dlerror());
            abort();
        }
    }

    return dlsym(below, name);
}

/* A handle of the library below; MPICH's have 32 bits. */
static intptr_t own(const char *symbol, int number) { void *address = function(symbol); return is_open_mpi ? (intptr_t)address : number; }

static int comm(intptr_t handle, intptr_t *real)
{
    intptr_t slot = (handle - FIRST_COMM) / STRIDE;
    if (handle == COMM_WORLD)
        *real = own("ompi_mpi_comm_world", 0x44000000);
    else if (slot >= 0 && slot < comm_count && handle == FIRST_COMM + slot * STRIDE)
        *real = comms[slot];
    else
        return ERR_COMM;
    return 0;
}

static int bytes(intptr_t type, intptr_t *real)
{
    *real = own("ompi_mpi_byte", 0x4c00010d);
    return type == BYTE ? 0 : ERR_TYPE;
}

static int result(int code) { return code ? BELOW + code : 0; }

static int begin(int code, intptr_t real, intptr_t *request)
{
    for (int slot = 0; !code && slot < REQUESTS; slot++)
    {
        if (!requests[slot])
        {
            requests[slot] = real;
            *request = FIRST_REQUEST + slot * STRIDE;
            return 0;
        }
    }

    return code ? BELOW + code : ERR_REQUEST;
}

int MPI_Init_thread(int *argc, char ***argv, int required, int *provided)
{
    static const int levels[] = { THREAD_SINGLE, THREAD_FUNNELED, THREAD_SERIALIZED, THREAD_MULTIPLE };
    for (int level = 0; level < 4; level++)
    {
        if (levels[level] == required)
        {
            int real = 0;
            int code = ((int (*)(int *, char ***, int, int *))function("MPI_Init_thread"))(argc, argv, level, &real);
            *provided = levels[real];
            return result(code);
        }
    }

    return ERR_ARG;
}

int MPI_Initialized(int *flag) { return result(((int (*)(int *))function("MPI_Initialized"))(flag)); }

int MPI_Finalize(void) { return result(((int (*)(void))function("MPI_Finalize"))()); }

int MPI_Abort(intptr_t handle, int code)
{
    intptr_t real;
    int problem = comm(handle, &real);
    return problem ? problem : result(((int (*)(intptr_t, int))function("MPI_Abort"))(real, code));
}

static int number_of(const char *name, intptr_t handle, int *number)
{
    intptr_t real;
    int problem = comm(handle, &real);
    return problem ? problem : result(((int (*)(intptr_t, int *))function(name))(real, number));
}

int MPI_Comm_rank(intptr_t handle, int *rank) { return number_of("MPI_Comm_rank", handle, rank); }

int MPI_Comm_size(intptr_t handle, int *size) { return number_of("MPI_Comm_size", handle, size); }

int MPI_Comm_dup(intptr_t handle, intptr_t *copy)
{
    intptr_t real, made = 0;
    int problem = comm(handle, &real);
    if (problem)
        return problem;
    problem = comm_count == COMMS ? ERR_COMM : result(((int (*)(intptr_t, intptr_t *))function("MPI_Comm_dup"))(real, &made));
    if (!problem)
    {
        comms[comm_count] = made;
        *copy = FIRST_COMM + comm_count++ * STRIDE;
    }

    return problem;
}

int MPI_Comm_set_errhandler(intptr_t handle, intptr_t handler)
{
    intptr_t real, how;
    int problem = comm(handle, &real);
    if (handler == ERRORS_RETURN)
        how = own("ompi_mpi_errors_return", 0x54000001);
    else if (handler == ERRORS_ARE_FATAL)
        how = own("ompi_mpi_errors_are_fatal", 0x54000000);
    else
        return ERR_ARG;
    return problem ? problem : result(((int (*)(intptr_t, intptr_t))function("MPI_Comm_set_errhandler"))(real, how));
}

int MPI_Iallgatherv(
    const void *sent, int count, intptr_t type, void *received, const int *counts, const int *places, intptr_t types, intptr_t handle,
    intptr_t *request)
{
    intptr_t real, kind, kinds, made = 0;
    int problem = comm(handle, &real);
    if (problem || (problem = bytes(type, &kind)) || (problem = bytes(types, &kinds)))
        return problem;
    problem = ((int (*)(const void *, int, intptr_t, void *, const int *, const int *, intptr_t, intptr_t, intptr_t *))
        function("MPI_Iallgatherv"))(sent, count, kind, received, counts, places, kinds, real, &made);
    return begin(problem, made, request);
}

int MPI_Ialltoallv(
    const void *sent, const int *counts, const int *places, intptr_t type, void *received, const int *received_counts,
    const int *received_places, intptr_t types, intptr_t handle, intptr_t *request)
{
    intptr_t real, kind, kinds, made = 0;
    int problem = comm(handle, &real);
    if (problem || (problem = bytes(type, &kind)) || (problem = bytes(types, &kinds)))
        return problem;
    problem = ((int (*)(const void *, const int *, const int *, intptr_t, void *, const int *, const int *, intptr_t, intptr_t, intptr_t *))
        function("MPI_Ialltoallv"))(sent, counts, places, kind, received, received_counts, received_places, kinds, real, &made);
    return begin(problem, made, request);
}

int MPI_Test(intptr_t *request, int *done, abi_status *status)
{
    int real_status[16] = { 0 };
    intptr_t slot = (*request - FIRST_REQUEST) / STRIDE;
    memset(status, 0, sizeof *status);
    if (*request == REQUEST_NULL)
    {
        *done = 1;
        return 0;
    }

    if (slot < 0 || slot >= REQUESTS || *request != FIRST_REQUEST + slot * STRIDE || !requests[slot])
        return ERR_REQUEST;
    int code = ((int (*)(intptr_t *, int *, void *))function("MPI_Test"))(&requests[slot], done, real_status);
    if (!code && *done)
    {
        requests[slot] = 0;
        *request = REQUEST_NULL;
    }

    return result(code);
}

int MPI_Error_string(int code, char *text, int *length)
{
    if (code >= BELOW)
        return result(((int (*)(int, char *, int *))function("MPI_Error_string"))(code - BELOW, text, length));
    *length = sprintf(text, "error class %d of the standard's binary interface", code);
    return 0;
}

int MPI_Get_processor_name(char *name, int *length)
{
    return result(((int (*)(char *, int *))function("MPI_Get_processor_name"))(name, length));
}

int MPI_Get_library_version(char *text, int *length)
{
    static const char ahead[] = "standard ABI over ";
    char real[8192];
    int code = ((int (*)(char *, int *))function("MPI_Get_library_version"))(real, length);
    *length = snprintf(text, 8192, "%s%.8000s", ahead, real);
    return result(code);
}
