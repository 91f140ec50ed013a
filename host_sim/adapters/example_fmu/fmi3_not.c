/* What this home does not offer of FMI 3.0. Nobody calls these, but the names must be there to be found. */
#define NOT(name) int name(void) { return 3; } /* error */
NOT(fmi3InstantiateScheduledExecution) NOT(fmi3GetFloat32) NOT(fmi3GetInt8) NOT(fmi3GetUInt8) NOT(fmi3GetInt16)
NOT(fmi3GetUInt16) NOT(fmi3GetUInt32) NOT(fmi3GetInt64) NOT(fmi3GetUInt64) NOT(fmi3GetString) NOT(fmi3GetBinary)
NOT(fmi3GetClock) NOT(fmi3SetFloat32) NOT(fmi3SetInt8) NOT(fmi3SetUInt8) NOT(fmi3SetInt16) NOT(fmi3SetUInt16)
NOT(fmi3SetUInt32) NOT(fmi3SetInt64) NOT(fmi3SetUInt64) NOT(fmi3SetString) NOT(fmi3SetBinary) NOT(fmi3SetClock)
NOT(fmi3GetNumberOfVariableDependencies) NOT(fmi3GetVariableDependencies) NOT(fmi3GetFMUState) NOT(fmi3SetFMUState)
NOT(fmi3FreeFMUState) NOT(fmi3SerializedFMUStateSize) NOT(fmi3SerializeFMUState) NOT(fmi3DeserializeFMUState)
NOT(fmi3GetDirectionalDerivative) NOT(fmi3GetAdjointDerivative) NOT(fmi3EnterConfigurationMode)
NOT(fmi3ExitConfigurationMode) NOT(fmi3GetIntervalDecimal) NOT(fmi3GetIntervalFraction) NOT(fmi3GetShiftDecimal)
NOT(fmi3GetShiftFraction) NOT(fmi3SetIntervalDecimal) NOT(fmi3SetIntervalFraction) NOT(fmi3SetShiftDecimal)
NOT(fmi3SetShiftFraction) NOT(fmi3EvaluateDiscreteStates) NOT(fmi3EnterStepMode) NOT(fmi3GetOutputDerivatives)
NOT(fmi3ActivateModelPartition)
