export { BadConfiguration, type ConfigurationMistake } from "./bad-configuration.ts";
export { describeConfig, type DescribeConfigOptions } from "./describe-config.ts";
export { Duration, type DurationOptions } from "./duration.ts";
export { type DurationText } from "./duration-text.ts";
export { nearestName } from "./nearest-name.ts";
export { readConfig, type ReadConfigOptions } from "./read-config.ts";
