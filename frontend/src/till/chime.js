const TONES = [880, 1175];
const TONE_SECONDS = 0.18;
let audio;

/** Two short tones. A browser stays silent until somebody has pressed something on the page. */
export function chime() {
  if (!navigator.userActivation?.hasBeenActive) return;
  audio ??= new AudioContext();
  TONES.forEach((pitch, place) => ring(pitch, audio.currentTime + place * TONE_SECONDS));
}

function ring(pitch, begin) {
  const tone = new OscillatorNode(audio, { type: "sine", frequency: pitch });
  const volume = new GainNode(audio, { gain: 0.12 });
  volume.gain.exponentialRampToValueAtTime(0.001, begin + TONE_SECONDS);
  tone.connect(volume).connect(audio.destination);
  tone.start(begin);
  tone.stop(begin + TONE_SECONDS);
}
