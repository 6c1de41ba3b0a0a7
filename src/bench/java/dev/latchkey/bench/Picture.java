package dev.latchkey.bench;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.Rectangle;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.NumberFormat;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.Range;
import org.jfree.data.general.DatasetUtils;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.w3c.dom.Document;

/** How figures grow with a number: a line for each, over a logarithmic axis, as SVG. */
final class Picture {

  private static final int WIDTH = 720;
  private static final int HEIGHT = 320;
  private static final int MOST_IN_LINE = 20;
  private static final Color GRID = new Color(0xd0d0d0);
  private static final Color[] LINES = {
    new Color(0x1f5fa8), new Color(0xc4501b), new Color(0x3a7d2c), new Color(0x6a4a8c)
  };

  private final String name;
  private final String number;
  private final String figure;
  private final XYSeriesCollection lines = new XYSeriesCollection();

  /**
   * An empty picture.
   *
   * @param name of its file, without the suffix
   * @param number what grows, for the lower axis
   * @param figure what is measured, with its unit, for the left axis
   */
  Picture(String name, String number, String figure) {
    this.name = name;
    this.number = number;
    this.figure = figure;
  }

  /** Adds a point to the line of a name, which is begun if it is new. */
  void point(String line, double x, double y) {
    if (lines.getSeriesIndex(line) < 0) {
      lines.addSeries(new XYSeries(line));
    }
    lines.getSeries(line).add(x, y);
  }

  /** Writes it to a directory. */
  void write(Path directory) throws IOException {
    Document document;
    try {
      document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .getDOMImplementation()
              .createDocument("http://www.w3.org/2000/svg", "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
    // Text stays text.
    SVGGraphics2D graphics = new SVGGraphics2D(SVGGeneratorContext.createDefault(document), false);
    graphics.setSVGCanvasSize(new Dimension(WIDTH, HEIGHT));
    chart().draw(graphics, new Rectangle(WIDTH, HEIGHT));
    try (Writer file = Files.newBufferedWriter(directory.resolve(name + ".svg"))) {
      graphics.stream(file, true);
    }
  }

  private JFreeChart chart() {
    LogAxis across = new LogAxis(number);
    across.setBase(10);
    across.setTickUnit(new NumberTickUnit(1));
    across.setNumberFormatOverride(NumberFormat.getIntegerInstance(Locale.ROOT));
    ValueAxis up = up();
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, true);
    for (int i = 0; i < lines.getSeriesCount(); i++) {
      renderer.setSeriesPaint(i, LINES[i % LINES.length]);
      renderer.setSeriesStroke(i, new BasicStroke(2));
    }
    XYPlot plot = new XYPlot(lines, across, up, renderer);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setDomainGridlinePaint(GRID);
    plot.setRangeGridlinePaint(GRID);
    JFreeChart chart = new JFreeChart(null, new Font(Font.SANS_SERIF, Font.BOLD, 14), plot, true);
    chart.setBackgroundPaint(Color.WHITE);
    return chart;
  }

  /** From 0, or with powers of ten where the figures would not all be seen otherwise. */
  private ValueAxis up() {
    Range range = DatasetUtils.findRangeBounds(lines);
    if (range.getUpperBound() > MOST_IN_LINE * range.getLowerBound()) {
      LogAxis axis = new LogAxis(figure);
      axis.setBase(10);
      axis.setTickUnit(new NumberTickUnit(1));
      axis.setNumberFormatOverride(NumberFormat.getNumberInstance(Locale.ROOT));
      axis.setRange(range.getLowerBound() / 2, range.getUpperBound() * 2);
      return axis;
    }
    NumberAxis axis = new NumberAxis(figure);
    axis.setRange(0, range.getUpperBound() * 1.1);
    return axis;
  }
}
