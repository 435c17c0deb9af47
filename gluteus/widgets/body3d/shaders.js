// The few shaders of the scene.  Light comes from over the viewer's left shoulder and turns with the viewer.

const COMMON = /* glsl */ `
  uniform vec2 ends;
  uniform float gain;
  varying vec3 place;
  varying vec3 facing;
  varying vec3 seen;
  // The body goes on beyond what is shown of it: it fades at both ends.
  float fade() {
    return smoothstep(ends.x, ends.x + 0.09, place.z) * (1.0 - smoothstep(ends.y - 0.06, ends.y, place.z));
  }
  float light(vec3 normal) {
    float key = dot(normal, normalize(vec3(-0.42, 0.62, 0.66)));
    return 0.60 + 0.24 * (0.5 + 0.5 * key) + (0.18 + gain) * max(key, 0.0);
  }
  float rim(vec3 normal, float sharpness) {
    return pow(1.0 - clamp(dot(normal, normalize(-seen)), 0.0, 1.0), sharpness);
  }
`;

const VERTEX = /* glsl */ `
  invariant gl_Position;
  varying vec3 place;
  varying vec3 facing;
  varying vec3 seen;
  void body() {
    vec4 eye = modelViewMatrix * vec4(position, 1.0);
    place = position;
    facing = normalMatrix * normal;
    seen = eye.xyz;
    gl_Position = projectionMatrix * eye;
  }
`;

export const solidVertex = /* glsl */ `
  uniform float axis;
  varying float beyond;
  ${VERTEX}
  void main() {
    body();
    beyond = (modelViewMatrix * vec4(0.0, axis, position.z, 1.0)).z - seen.z;
  }
`;

// What lies beyond the body's middle goes under in its skin: it would be taken for the near side's.
export const solidFragment = /* glsl */ `
  ${COMMON}
  uniform vec3 colour;
  uniform vec3 line;
  uniform vec3 under;
  uniform float veil;
  varying float beyond;
  void main() {
    vec3 normal = normalize(facing);
    vec3 shaded = mix(min(colour * light(normal), 1.0), line, 0.75 * rim(normal, 2.6));
    float there = fade();
    vec3 wall = under * (0.3 + 0.6 * light(vec3(0.0, 0.0, 1.0)));
    shaded = mix(shaded, wall, veil * smoothstep(0.02, 0.1, beyond));
    gl_FragColor = vec4(shaded * there, there);
  }
`;

export const wallFragment = /* glsl */ `
  ${COMMON}
  uniform vec3 colour;
  void main() {
    float there = fade();
    gl_FragColor = vec4(min(colour * (0.3 + 0.6 * light(normalize(-facing))), 1.0) * there, there);
  }
`;

// The skin's depth alone.
export const depthFragment = /* glsl */ `void main() { gl_FragColor = vec4(1.0); }`;

export const skinVertex = /* glsl */ `
  attribute vec4 zones;
  attribute vec3 wide;
  attribute vec3 strong;
  varying vec4 inZones;
  varying vec3 inWide;
  varying vec3 inStrong;
  ${VERTEX}
  void main() {
    body();
    inZones = zones;
    inWide = wide;
    inStrong = strong;
  }
`;

// zones: essential, essential or spillover, marked, shared.  Of the three that are compared: all of each, and its core.
export const skinFragment = /* glsl */ `
  ${COMMON}
  uniform vec3 skin;
  uniform vec3 skinLine;
  uniform vec3 ground;
  uniform vec3 essential;
  uniform vec3 spillover;
  uniform vec3 marked;
  uniform vec3 shared;
  uniform vec3 series[3];
  uniform float solidity;
  uniform float pixel;
  varying vec4 inZones;
  varying vec3 inWide;
  varying vec3 inStrong;

  float slope(float value) { return max(length(vec2(dFdx(value), dFdy(value))), 1e-5); }
  float within(float member) { return clamp((member - 0.5) / slope(member) + 0.5, 0.0, 1.0); }
  // A line of some pixels along a zone's edge, on its inner side.
  float edge(float member, float width) {
    float away = (member - 0.5) / slope(member);
    return clamp(away + 0.5, 0.0, 1.0) * clamp(width * pixel - away + 0.5, 0.0, 1.0);
  }
  // Stripes are slices of space: they stay on the skin while it turns, and have no seam anywhere.
  float stripes(vec3 direction, float period, float share) {
    float along = dot(place, direction) / period;
    float away = abs(fract(along) - 0.5) - 0.5 + 0.5 * share;
    return clamp(away / slope(along) + 0.5, 0.0, 1.0);
  }
  void cover(inout vec4 under, vec3 colour, float share) {
    under.a = under.a + share * (1.0 - under.a);
    under.rgb = mix(under.rgb, colour, share / max(under.a, 1e-3));
  }
  void main() {
    vec3 normal = normalize(facing);
    float shade = light(normal);
    float far = rim(normal, 2.2);
    vec4 colour = vec4(mix(min(skin * shade, 1.0), skinLine, 0.62 * far), mix(solidity, max(solidity, 0.9), far));
    if (solidity < 0.001) colour.a = 0.3 * rim(normal, 4.0);
    shade = min(shade, 1.04); // what is painted shines less
    vec3 rising = vec3(0.5, 0.5, 0.71);
    vec3 falling = vec3(-0.5, -0.5, 0.71);

    cover(colour, spillover * shade, 0.14 * within(inZones.y));
    cover(colour, spillover, 0.8 * edge(inZones.y, 1.4));
    cover(colour, essential * shade, 0.88 * within(inZones.x));

    cover(colour, series[0] * shade, 0.34 * within(inWide.x));
    cover(colour, series[0] * shade, 0.58 * within(inStrong.x));
    cover(colour, series[0], edge(inWide.x, 1.4));
    float line = mix(0.2, 0.46, within(inStrong.y));
    cover(colour, series[1] * shade, within(inWide.y) * max(0.08, stripes(falling, 0.0115, line)));
    cover(colour, series[1], edge(inWide.y, 1.4));
    cover(colour, series[2] * shade, 0.1 * within(inWide.z));
    cover(colour, series[2], edge(inWide.z, 1.4));
    cover(colour, ground, 0.8 * edge(inZones.w, 4.2));
    cover(colour, shared, edge(inZones.w, 2.8));

    cover(colour, marked * shade, within(inZones.z) * max(0.1, 0.9 * stripes(rising, 0.0095, 0.36)));
    cover(colour, ground, 0.9 * edge(inZones.z, 3.8));
    cover(colour, marked, edge(inZones.z, 2.2));
    gl_FragColor = vec4(colour.rgb, colour.a * fade());
  }
`;

export const dotVertex = /* glsl */ `
  attribute vec2 corner;
  attribute vec3 tint;
  attribute float size;
  varying vec2 inDot;
  varying vec3 colour;
  varying vec3 place;
  void main() {
    place = position;
    inDot = corner;
    colour = tint;
    vec3 side = normalize(cross(normal, abs(normal.z) < 0.9 ? vec3(0.0, 0.0, 1.0) : vec3(1.0, 0.0, 0.0)));
    vec3 onSkin = position + 0.0008 * normal + 1.16 * size * (corner.x * side + corner.y * cross(normal, side));
    gl_Position = projectionMatrix * modelViewMatrix * vec4(onSkin, 1.0);
  }
`;

export const dotFragment = /* glsl */ `
  uniform vec2 ends;
  varying vec2 inDot;
  varying vec3 colour;
  varying vec3 place;
  void main() {
    float away = length(inDot);
    float there = smoothstep(ends.x, ends.x + 0.09, place.z);
    gl_FragColor = vec4(colour, there * clamp((0.86 - away) / max(fwidth(away), 1e-4) + 0.5, 0.0, 1.0));
  }
`;

// A mark keeps its size on the screen, whatever the distance.  outward: the way to the skin.
export const markVertex = /* glsl */ `
  attribute vec3 outward;
  attribute float size;
  uniform float pixel;
  varying float radius;
  varying float behind;
  void main() {
    vec4 eye = modelViewMatrix * vec4(position, 1.0);
    behind = smoothstep(0.05, 0.2, dot(normalize(normalMatrix * outward), normalize(eye.xyz)));
    radius = size * pixel;
    gl_PointSize = 2.0 * (radius + 3.0 * pixel);
    gl_Position = projectionMatrix * eye;
  }
`;

// On the far side a large sign has a broken ring, and the others are not seen; the smallest are dots.
export const markFragment = /* glsl */ `
  uniform vec3 ground;
  uniform vec3 sign;
  uniform float pixel;
  varying float radius;
  varying float behind;
  void main() {
    vec2 at = (gl_PointCoord - 0.5) * 2.0 * (radius + 3.0 * pixel);
    float away = length(at);
    float large = step(9.0, radius / pixel);
    float cut = step(5.0, radius / pixel);
    float width = mix(1.6, 2.4, large) * pixel;
    float halo = clamp(radius + 2.2 * pixel - away, 0.0, 1.0);
    float disc = clamp(radius - away, 0.0, 1.0);
    float ring = clamp(0.5 * width + 0.5 - abs(away - radius + 0.5 * width), 0.0, 1.0);
    float turns = fract(atan(at.y, at.x) / 6.2831853 * 10.0);
    ring *= mix(1.0, step(turns, 0.55), large * step(0.5, behind));
    vec2 folded = abs(at);
    float arm = abs(folded.x - folded.y) * 0.7071;
    float cross = clamp(0.5 * width + 0.5 - arm, 0.0, 1.0) * clamp(0.5 * radius - max(folded.x, folded.y) + 0.5, 0.0, 1.0);
    float ink = max(ring, cut * cross);
    float filled = max(disc * mix(1.0, 0.82, behind), halo * 0.55);
    gl_FragColor = vec4(mix(ground, sign, ink), max(ink, filled) * mix(1.0 - behind, 1.0, large));
  }
`;

// A ribbon of some pixels between two points: browsers draw a line no wider than one.
export const leaderVertex = /* glsl */ `
  attribute vec3 target;
  attribute vec2 corner;
  uniform vec2 screen;
  uniform float width;
  varying vec2 inRibbon;
  void main() {
    vec4 from = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
    vec4 to = projectionMatrix * modelViewMatrix * vec4(target, 1.0);
    vec2 way = (to.xy / to.w - from.xy / from.w) * screen;
    float length = max(length(way), 1e-3);
    vec2 aside = vec2(-way.y, way.x) / length;
    vec4 here = corner.x < 0.5 ? from : to;
    here.xy += aside * corner.y * (width + 1.0) / screen * here.w;
    inRibbon = vec2(corner.x * length * 0.5, corner.y * (width + 1.0) * 0.5);
    gl_Position = here;
  }
`;

export const leaderFragment = /* glsl */ `
  uniform vec3 sign;
  uniform vec3 ground;
  uniform float width;
  varying vec2 inRibbon;
  void main() {
    float away = abs(inRibbon.y);
    float ink = clamp(0.25 * width + 0.5 - away, 0.0, 1.0);
    gl_FragColor = vec4(mix(ground, sign, ink), max(ink, 0.6 * clamp(0.5 * width + 0.5 - away, 0.0, 1.0)));
  }
`;
