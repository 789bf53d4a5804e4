package dev.heed.app.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may name whom, and what no class may do. Each rule says why it is there. */
class ArchitectureTest {

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .importPaths(Arrays.stream(HeedModule.values()).map(HeedModule::classes).toList());

  /**
   * Sees that the other rules looked at something. Raise a number when its module has outgrown it.
   */
  @ParameterizedTest
  @EnumSource
  void theRulesSeeTheClassesOfEveryModule(HeedModule module) {
    int atLeast =
        switch (module) {
          case ENGINE_API -> 80;
          case ENGINE_TESTKIT -> 100;
          case CPU_REFERENCE -> 20;
          case CPU_SIMD -> 55;
          case GPU_OPENCL -> 55;
          case MODELS -> 200;
          case REPORT -> 15;
          case APP -> 100;
        };
    assertThat(classesOf(module).size())
        .as("classes in %s", module.classes())
        .isGreaterThanOrEqualTo(atLeast);
  }

  /**
   * Models run on any backend only as long as they cannot name one; so do backends under any model.
   */
  @ParameterizedTest
  @EnumSource
  void aModuleNamesNoModuleButThoseItStandsOn(HeedModule module) {
    String[] forbidden =
        Arrays.stream(HeedModule.values())
            .filter(other -> other != module && !module.mayName.contains(other))
            .map(HeedModule::packages)
            .toArray(String[]::new);
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden)
        .check(classesOf(module));
  }

  /** Module and package agree, or the rules above would look past a class. */
  @ParameterizedTest
  @EnumSource
  void aModuleHoldsItsOwnPackagesOnly(HeedModule module) {
    classes().should().resideInAPackage(module.packages()).check(classesOf(module));
  }

  /** Whoever writes a backend inherits the JDK and annotations, and no library to agree with. */
  @Test
  void theEngineApiStandsOnTheJdkAndJSpecifyAlone() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.jspecify..", HeedModule.ENGINE_API.packages())
        .check(classesOf(HeedModule.ENGINE_API));
  }

  /**
   * The incubating API changes from release to release, and a JVM may lack it: one module bears
   * that.
   */
  @Test
  void onlyTheSimdBackendNamesTheVectorApi() {
    noClasses()
        .that()
        .resideOutsideOfPackage(HeedModule.CPU_SIMD.packages())
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator..")
        .check(ALL);
  }

  /** JOCL checks no bounds and frees nothing: one package owns every handle of it. */
  @Test
  void onlyTheClPackageNamesJocl() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.heed.gpu.opencl.cl")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.jocl..")
        .check(ALL);
  }

  /**
   * Before and after C2, sums over float lanes and the transcendental lane operations give other
   * bits, so the bits of a row would depend on how warm the JVM is.
   */
  @Test
  void noKernelUsesALaneOperationWhoseBitsDependOnTheCompiler() {
    codeUnits().should(keepTheirBitsUnderEveryCompiler()).check(classesOf(HeedModule.CPU_SIMD));
  }

  /** C2 boxes what a method takes or gives, unless it inlines the method: by its own lights. */
  @Test
  void noMethodTakesOrGivesAVector() {
    codeUnits().should(keepVectorsToThemselves()).check(classesOf(HeedModule.CPU_SIMD));
  }

  @Test
  void noPackagesDependOnEachOtherInACircle() {
    slices().matching("dev.heed.(**)").should().beFreeOfCycles().check(ALL);
  }

  /** A library that prints speaks past the program it is part of. */
  @Test
  void onlyTheCommandLineWritesToTheStandardStreams() {
    noClasses()
        .that()
        .resideOutsideOfPackage(HeedModule.APP.packages())
        .and()
        .doNotHaveFullyQualifiedName(
            "dev.heed.testkit.check.Bits") // a program: what it prints is its result
        .should(ACCESS_STANDARD_STREAMS)
        .check(ALL);
  }

  /** Such a name says where code was put, not what it is. */
  @Test
  void noClassIsNamedAfterNothing() {
    noClasses()
        .should()
        .haveSimpleNameEndingWith("Util")
        .orShould()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .orShould()
        .haveSimpleNameEndingWith("Manager")
        .check(ALL);
  }

  private static JavaClasses classesOf(HeedModule module) {
    String folder = module.classes().toUri().toString();
    return ALL.that(
        DescribedPredicate.describe(
            "are in " + module.folder,
            type ->
                type.getSource()
                    .filter(source -> source.getUri().toString().startsWith(folder))
                    .isPresent()));
  }

  private static ArchCondition<JavaCodeUnit> keepVectorsToThemselves() {
    return new ArchCondition<>("neither take nor give a vector, a mask or a shuffle") {
      @Override
      public void check(JavaCodeUnit unit, ConditionEvents events) {
        Stream.concat(unit.getRawParameterTypes().stream(), Stream.of(unit.getRawReturnType()))
            .filter(type -> type.getPackageName().equals("jdk.incubator.vector"))
            .filter(type -> !type.getSimpleName().equals("VectorSpecies"))
            .forEach(type ->
                events.add(
                    SimpleConditionEvent.violated(
                        unit, unit.getDescription() + " passes " + type.getSimpleName())));
      }
    };
  }

  private static ArchCondition<JavaCodeUnit> keepTheirBitsUnderEveryCompiler() {
    Set<String> transcendental =
        Set.of(
            "SIN", "COS", "TAN", "ASIN", "ACOS", "ATAN", "ATAN2", "EXP", "EXPM1", "LOG", "LOG10",
            "LOG1P", "POW", "CBRT", "SINH", "COSH", "TANH", "HYPOT");
    Set<String> floats =
        Set.of("jdk.incubator.vector.FloatVector", "jdk.incubator.vector.DoubleVector");
    return new ArchCondition<>("use no lane operation whose bits depend on the compiler") {
      @Override
      public void check(JavaCodeUnit unit, ConditionEvents events) {
        List<String> operators =
            unit.getFieldAccesses().stream()
                .map(JavaAccess::getTarget)
                .filter(field -> field.getOwner().getSimpleName().equals("VectorOperators"))
                .map(field -> field.getName())
                .toList();
        boolean reducesFloats =
            unit.getMethodCallsFromSelf().stream()
                .map(JavaAccess::getTarget)
                .anyMatch(method ->
                    method.getName().equals("reduceLanes")
                        && floats.contains(method.getOwner().getFullName()));
        Stream<String> orderedSums =
            operators.stream()
                .filter(operator -> operator.equals("ADD") || operator.equals("MUL"))
                .filter(operator -> reducesFloats)
                .map(operator -> "reduceLanes(" + operator + ")");
        Stream.concat(operators.stream().filter(transcendental::contains), orderedSums)
            .forEach(operation ->
                events.add(
                    SimpleConditionEvent.violated(
                        unit, unit.getDescription() + " uses " + operation)));
      }
    };
  }
}
