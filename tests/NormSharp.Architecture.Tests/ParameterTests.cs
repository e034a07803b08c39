using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.RegularExpressions;

namespace NormSharp.Architecture;

/// <summary>What travels together is a record: nobody counts commas to find an argument.</summary>
/// <remarks>
/// Micro-kernels are free, since their parameters stay in registers: methods of <c>NormSharp.Kernels</c> that take pointers or vectors
/// and are compiled for a width of vectors, because they are generic over <c>ISimd</c> or have a <c>Vector512</c> or the like in hand.
/// Constructors are never free.
/// </remarks>
public class ParameterTests
{
    private const int Most = 7;

    private static readonly Type[] Vectors = [typeof(Vector128<>), typeof(Vector256<>), typeof(Vector512<>)];

    private delegate int Seven(int a, int b, int c, int d, int e, int f, int g);

    private delegate int Eight(int a, int b, int c, int d, int e, int f, int g, int h);

    private interface ISimd<TVector>;

    [Fact]
    public void Callables_have_at_most_seven_parameters()
    {
        string[] tooMany = [.. House.Assemblies.SelectMany(assembly => assembly.GetTypes()).SelectMany(TooMany)];
        Assert.True(
            tooMany.Length == 0,
            $"more than {Most} parameters; let a record carry what travels together:{Environment.NewLine}"
                + string.Join(Environment.NewLine, tooMany));
    }

    [Fact]
    public void Every_kind_of_callable_is_counted()
    {
        Assert.Equal(
            ["Positional..ctor has 8", "Positional.<Sum>g__Of has 8", "Positional.Convert has 8"],
            TooMany(typeof(Positional)).Select(Short).Order(StringComparer.Ordinal));
        Assert.Equal(["Eight.Invoke has 8"], TooMany(typeof(Eight)).Select(Short));
        Assert.Empty(TooMany(typeof(Seven)));
    }

    [Fact]
    public void Micro_kernels_are_recognized_by_what_they_take()
    {
        Assert.Equal(
            ["Pointers", "Values", "Wide"],
            typeof(Candidates).GetMethods(Members.Declared).Where(TakesVectorsOrPointers).Select(method => method.Name).Order());
        Assert.False(IsMicroKernel(typeof(Candidates).GetMethod(nameof(Candidates.Wide))!));
    }

    private static IEnumerable<string> TooMany(Type type)
        => from method in Members.MethodsOf(type)
           let count = method.GetParameters().Count(parameter => !IsClosure(parameter))
           where count > Most && !IsGenerated(method) && !IsMicroKernel(method)
           select $"{type.FullName}.{method.Name} has {count}";

    private static string Short(string found)
        => Regex.Replace(found[(found.IndexOf('+', StringComparison.Ordinal) + 1)..], @"\|\d+_\d+", "");

    // A local function has the compiler's mark, but is written by people. BeginInvoke has no mark, but is written by the compiler; it has
    // two parameters more than its delegate.
    private static bool IsGenerated(MethodBase method)
        => typeof(Delegate).IsAssignableFrom(method.DeclaringType)
            ? method.Name == "BeginInvoke"
            : HasMark(method) && !method.Name.Contains(">g__", StringComparison.Ordinal);

    // What a local function uses of the method around it arrives as one more parameter.
    private static bool IsClosure(ParameterInfo parameter) => HasMark(Bare(parameter.ParameterType));

    private static bool HasMark(MemberInfo member) => member.IsDefined(typeof(CompilerGeneratedAttribute));

    private static bool IsMicroKernel(MethodBase method)
        => method is MethodInfo && method.DeclaringType!.Assembly.GetName().Name == House.Kernels && TakesVectorsOrPointers(method);

    private static bool TakesVectorsOrPointers(MethodBase method)
    {
        Type[] taken = [.. method.GetParameters().Select(parameter => parameter.ParameterType)];
        Type[] widths = method.IsGenericMethod ? [.. method.GetGenericArguments().SelectMany(VectorOf)] : [];
        return taken.Any(type => IsVector(Bare(type)))
            || (widths.Length > 0 && taken.Any(type => type.IsPointer || widths.Contains(Bare(type))));
    }

    private static bool IsVector(Type type) => type.IsGenericType && Vectors.Contains(type.GetGenericTypeDefinition());

    private static Type Bare(Type type) => type.IsByRef ? type.GetElementType()! : type;

    // The TV of "where TS : ISimd<TV>".
    private static IEnumerable<Type> VectorOf(Type argument)
        => argument.GetGenericParameterConstraints()
            .Where(constraint => constraint.IsGenericType && constraint.Name == typeof(ISimd<>).Name)
            .Select(constraint => constraint.GetGenericArguments()[0]);

    private sealed record Positional(int A, int B, int C, int D, int E, int F, int G, int H)
    {
        public int Sum(int more)
        {
            return Of(A, B, C, D, E, F, G, H);

            int Of(int a, int b, int c, int d, int e, int f, int g, int h) => more + Convert(a, b, c, d, e, f, g, h);
        }

        public static int Convert(int a, int b, int c, int d, int e, int f, int g, int h) => a + b + c + d + e + f + g + h;
    }

    private static unsafe class Candidates
    {
        public static void Pointers<TS, TV>(float* x)
            where TS : ISimd<TV>
        {
        }

        public static void Values<TS, TV>(ref TV x)
            where TS : ISimd<TV>
        {
        }

        public static void Wide(in Vector512<float> x)
        {
        }

        public static void Scalars<TS, TV>(int x, nint y)
            where TS : ISimd<TV>
        {
        }

        public static void OrdinaryPointers(float* x)
        {
        }

        public static void OtherGenerics<T>(float* x, T y)
        {
        }
    }
}
